package evaluate

import (
	"testing"

	"waypost/internal/understand"
)

func BenchmarkRead(b *testing.B) {
	for name, scope := range map[string][]string{"world": nil, "country": {"LB", "LY"}} {
		cases, reader := held(b, scope)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				reader.Read(cases[i%len(cases)].Text, understand.Prior{})
				i++
			}
		})
	}
}
