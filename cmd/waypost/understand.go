package main

import (
	"github.com/spf13/cobra"

	"waypost/internal/app"
)

func understandCommand() *cobra.Command {
	return &cobra.Command{
		Use: "understand", Short: "Read one message a line, print one JSON reading a line", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return app.Understand(cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}
