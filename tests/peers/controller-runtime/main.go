// The webhook server that controllers written in Go run, with the least that it can do: the object is
// decoded without a type, as a server for any kind does, and everything is allowed.
// A peer in `cargo xtask bench webhook`, nothing else.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

type allow struct{ decoder admission.Decoder }

// Handle looks at the object and at the one before it, as a handler has to that means to judge them.
func (a allow) Handle(_ context.Context, request admission.Request) admission.Response {
	for _, raw := range []runtime.RawExtension{request.Object, request.OldObject} {
		if len(raw.Raw) == 0 {
			continue
		}
		if err := a.decoder.DecodeRaw(raw, &unstructured.Unstructured{}); err != nil {
			return admission.Errored(400, err)
		}
	}
	return admission.Allowed("")
}

func main() {
	folder := flag.String("certificates", ".", "the folder of tls.crt and tls.key")
	port := flag.Int("port", 9443, "the port to listen on")
	flag.Parse()
	ctrl.SetLogger(logr.Discard())
	server := webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: *port, CertDir: *folder})
	handler := &webhook.Admission{Handler: allow{admission.NewDecoder(runtime.NewScheme())}}
	server.Register("/validate", handler)
	server.Register("/mutate", handler)
	if err := server.Start(ctrl.SetupSignalHandler()); err != nil {
		log.Fatal(err)
	}
}
