// Package config fills tagged structs from the environment. It knows no
// setting by name: each concern declares its own struct, and the same tags
// drive reading, `waypost doctor` and the documentation.
//
// A field's tags are
//
//	env      the variable; required
//	default  its value when unset
//	unit     what a number counts, for the reader
//	example  shown in documentation
//	help     one sentence
//	secret   "true": may also be given as NAME_FILE, and is never printed
//
// Fields are string, bool, int, time.Duration or []string (comma-separated).
package config

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Source is where settings come from: os.LookupEnv and os.ReadFile, or a map
// in a test.
type Source struct {
	Lookup   func(name string) (string, bool)
	ReadFile func(name string) ([]byte, error)
}

// Setting is one field, described.
type Setting struct {
	Env, Default, Unit, Example, Help string
	Secret                            bool
	// Value is what was read, "(set)" for a secret; Set is false when the
	// default stands.
	Value string
	Set   bool
}

// Read fills each struct that dst points to. The error joins every setting
// that is wrong, by name.
func Read(src Source, dst ...any) error {
	var errs []error
	each(dst, func(f reflect.StructField, v reflect.Value) {
		text, _, err := src.text(f)
		if err == nil {
			err = set(v, text)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.Tag.Get("env"), err))
		}
	})
	return errors.Join(errs...)
}

// Describe lists the settings of each struct with what src gives them.
func Describe(src Source, dst ...any) []Setting {
	var list []Setting
	each(dst, func(f reflect.StructField, _ reflect.Value) {
		t := f.Tag
		s := Setting{Env: t.Get("env"), Default: t.Get("default"), Unit: t.Get("unit"), Example: t.Get("example"),
			Help: t.Get("help"), Secret: t.Get("secret") == "true"}
		s.Value, s.Set, _ = src.text(f)
		if s.Secret && s.Set {
			s.Value = "(set)"
		}
		list = append(list, s)
	})
	return list
}

// each visits the tagged fields of the structs that dst points to, and of
// structs inside them.
func each(dst []any, visit func(reflect.StructField, reflect.Value)) {
	for _, d := range dst {
		fields(reflect.ValueOf(d).Elem(), visit)
	}
}

func fields(v reflect.Value, visit func(reflect.StructField, reflect.Value)) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case f.Tag.Get("env") != "":
			visit(f, v.Field(i))
		case f.Type.Kind() == reflect.Struct:
			fields(v.Field(i), visit)
		}
	}
}

// text reads the raw value of a field. Set is false when the default stands.
func (src Source) text(f reflect.StructField) (value string, set bool, err error) {
	name := f.Tag.Get("env")
	value, set = src.Lookup(name)
	set = set && strings.TrimSpace(value) != ""
	if f.Tag.Get("secret") == "true" {
		file, inFile := src.Lookup(name + "_FILE")
		inFile = inFile && file != ""
		switch {
		case set && inFile:
			return "", false, fmt.Errorf("both %s and %s_FILE are set; keep one", name, name)
		case inFile:
			data, err := src.ReadFile(file)
			if err != nil {
				return "", false, errors.New("the file named by " + name + "_FILE cannot be read")
			}
			return strings.TrimSpace(string(data)), true, nil
		}
	}
	if !set {
		return f.Tag.Get("default"), false, nil
	}
	return strings.TrimSpace(value), true, nil
}

// set writes text into a field.
func set(v reflect.Value, text string) error {
	if text == "" {
		return nil
	}
	switch v.Interface().(type) {
	case time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			return fmt.Errorf("want a duration such as 10s")
		}
		v.SetInt(int64(d))
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("want true or false")
		}
		v.SetBool(b)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return errors.New("want a whole number")
		}
		v.SetInt(int64(n))
	case reflect.Slice:
		var list []string
		for _, part := range strings.Split(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
		v.Set(reflect.ValueOf(list))
	default:
		return fmt.Errorf("fields of kind %s are not supported", v.Kind())
	}
	return nil
}
