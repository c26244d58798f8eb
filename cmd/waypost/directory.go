package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"waypost/internal/app"
)

func directoryCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "directory", Short: "Import, check and export the directory of services", Args: args(cobra.NoArgs), RunE: help}
	cmd.AddCommand(directoryImport(), directoryCheck(), directoryExport())
	return cmd
}

func directoryImport() *cobra.Command {
	var apply, partly bool
	var format string
	cmd := &cobra.Command{
		Use: "import FILE", Short: "Compare a sheet with the directory; --apply takes it", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, list []string) error {
			if format != "csv" {
				return &usageError{fmt.Errorf("format %q is not known; want csv", format)}
			}
			return withFile(cmd, list[0], func(s app.Settings, f io.Reader) error {
				return app.ImportSheet(cmd.Context(), s, f, cmd.OutOrStdout(), apply, partly)
			})
		},
	}
	cmd.Flags().BoolVar(&apply, "apply", false, "take the sheet")
	cmd.Flags().BoolVar(&partly, "partly", false, "with --apply: take the good rows though some are refused")
	cmd.Flags().StringVar(&format, "format", "csv", "format of the file")
	return cmd
}

// withFile runs do with the settings and an open file.
func withFile(_ *cobra.Command, name string, do func(app.Settings, io.Reader) error) error {
	s, err := settings()
	if err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return do(s, f)
}

func directoryCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "List missing facts and old entries", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			return app.CheckDirectory(cmd.Context(), s, cmd.OutOrStdout())
		},
	}
}

func directoryExport() *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "Write the services as CSV", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			return app.ExportSheet(cmd.Context(), s, cmd.OutOrStdout())
		},
	}
}

func packCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "pack", Short: "Country packs: emergency numbers, help lines, areas", Args: args(cobra.NoArgs), RunE: help}
	cmd.AddCommand(&cobra.Command{
		Use: "load DIR", Short: "Load a country pack, all of it or nothing", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, list []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			return app.LoadPack(cmd.Context(), s, list[0], cmd.OutOrStdout())
		},
	})
	return cmd
}

func placesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "places", Short: "The gazetteer: camps, sites and further names", Args: args(cobra.NoArgs), RunE: help}
	cmd.AddCommand(&cobra.Command{
		Use: "load FILE", Short: "Add areas from a JSON file, all of it or nothing", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, list []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			return app.LoadPlaces(cmd.Context(), s, list[0], cmd.OutOrStdout())
		},
	})
	return cmd
}

func unanswered() *cobra.Command {
	var days int
	cmd := &cobra.Command{
		Use: "unanswered", Short: "List words that were not understood: day, language, area, word, times", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			return app.Unanswered(cmd.Context(), s, days, cmd.OutOrStdout())
		},
	}
	cmd.Flags().IntVar(&days, "days", 7, "how many days back")
	return cmd
}
