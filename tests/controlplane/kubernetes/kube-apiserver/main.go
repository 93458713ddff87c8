// The real kube-apiserver, built from its Go module for the tests of this project.
//
// Nothing here is ours: the command is upstream's own, with the plug-ins its own main brings.
package main

import (
	"os"
	_ "time/tzdata" // for time zones without the machine's files

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // the JSON log format
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // client metrics
	_ "k8s.io/component-base/metrics/prometheus/version"  // version metric
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
