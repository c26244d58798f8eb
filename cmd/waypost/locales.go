package main

import (
	"github.com/spf13/cobra"

	"waypost/internal/app"
)

func localesCommand() *cobra.Command {
	var verbose bool
	cmd := &cobra.Command{
		Use: "locales", Short: "Report every language: translated, missing, stale, too long, reviewed", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return app.LocalesReport(cmd.OutOrStdout(), verbose) },
	}
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "name every fault")
	return cmd
}
