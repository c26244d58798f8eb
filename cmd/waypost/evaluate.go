package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"

	"waypost/internal/app"
)

func evaluateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "evaluate [FILE.tsv]",
		Short: "Measure recognition on messages (lang variety text intent alt place), or on the held-out examples",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, list []string) error {
			var in io.Reader
			if len(list) == 1 {
				f, err := os.Open(list[0])
				if err != nil {
					return err
				}
				defer f.Close()
				in = f
			}
			return app.Evaluate(in, cmd.OutOrStdout())
		},
	}
}
