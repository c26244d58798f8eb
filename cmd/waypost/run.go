package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"waypost/internal/app"
)

// settings reads the environment; what is wrong is a configuration error.
func settings() (app.Settings, error) {
	s, err := app.ReadSettings(app.Environment())
	if err != nil {
		return s, &app.ConfigError{Err: err}
	}
	return s, nil
}

func logger(w io.Writer) *slog.Logger { return app.NewLog(w, slog.LevelInfo) }

func local() *cobra.Command {
	return &cobra.Command{
		Use: "local", Short: "Everything on this machine, with demo data and a phone in the browser", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			return app.Local(cmd.Context(), s, logger(os.Stderr), func(addr string) {
				fmt.Fprintf(cmd.OutOrStdout(), "waypost is ready: open http://%s/phone\nStop it with Ctrl-C.\n", addr)
			})
		},
	}
}

func serve() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Run in production", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			log := logger(os.Stderr)
			return app.Serve(cmd.Context(), s, log, func(addr string) { log.Info("listening", "addr", addr, "version", app.Version) })
		},
	}
}

func chat() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "chat", Short: "A phone on the terminal, with demo data", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := settings()
			if err != nil {
				return err
			}
			return app.Chat(cmd.Context(), s, app.NewLog(os.Stderr, slog.LevelWarn), from, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&from, "from", "+961000001", "number to write from")
	return cmd
}

func doctor() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Print every setting and check the configuration", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return app.Doctor(cmd.Context(), app.Environment(), app.NewLog(os.Stderr, slog.LevelError), cmd.OutOrStdout())
		},
	}
}

func flowmap() *cobra.Command {
	return &cobra.Command{
		Use: "flowmap", Short: "Print the dialog as a Mermaid diagram", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return app.FlowMap(cmd.OutOrStdout()) },
	}
}

func version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: args(cobra.NoArgs),
		Run: func(cmd *cobra.Command, _ []string) { fmt.Fprintln(cmd.OutOrStdout(), "waypost", app.Version) },
	}
}
