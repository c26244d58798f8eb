// Command waypost answers migrants in a crisis by SMS and Telegram.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"waypost/internal/app"
)

// Exit codes, kept stable.
const (
	exitFailed = 1
	exitUsage  = 2
	exitPartly = 3
	exitConfig = 78 // EX_CONFIG of sysexits.h
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := root().ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "waypost:", err)
	}
	stop()
	os.Exit(code(err))
}

// code tells what an error means to a script.
func code(err error) int {
	var config *app.ConfigError
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &config):
		return exitConfig
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, app.ErrPartly):
		return exitPartly
	}
	return exitFailed
}

// usageError is a mistake on the command line.
type usageError struct{ error }

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "waypost",
		Short:         "Checked facts for migrants in a crisis, by SMS and Telegram",
		SilenceErrors: true, SilenceUsage: true,
		Args: args(cobra.NoArgs), RunE: help,
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	cmd.AddCommand(local(), serve(), chat(), flowmap(), doctor(), directoryCommand(), packCommand(), placesCommand(), localesCommand(), understandCommand(), evaluateCommand(), unanswered(), version())
	return cmd
}

// help is what a command does that only has subcommands.
func help(cmd *cobra.Command, _ []string) error { return cmd.Help() }

// args refuses a wrong number of arguments as a usage error.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, list []string) error {
		if err := check(cmd, list); err != nil {
			return &usageError{err}
		}
		return nil
	}
}
