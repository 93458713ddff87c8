// The real helm, built from its module, for the tests of the chart.
package main

import (
	"errors"
	"fmt"
	"os"

	"helm.sh/helm/v4/pkg/cmd"
	"helm.sh/helm/v4/pkg/kube"
)

func main() {
	kube.ManagedFieldsManager = "helm" // as upstream's own main says it, whatever this file is called

	if err := run(); err != nil {
		if exit, ok := errors.AsType[cmd.CommandError](err); ok {
			os.Exit(exit.ExitCode)
		}
		os.Exit(1)
	}
}

func run() error {
	root, err := cmd.NewRootCmd(os.Stdout, os.Args[1:], cmd.SetupLogging)
	if err != nil {
		fmt.Fprintln(os.Stderr, "helm:", err)
		return err
	}
	return root.Execute()
}
