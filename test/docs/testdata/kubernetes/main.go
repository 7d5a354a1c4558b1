// Command kubernetes decodes the manifest on its standard input into the typed
// API of Kubernetes, strictly: a field that the API does not have, or has with
// another type, is an error. It is a module of its own, so that the project's
// does not depend on Kubernetes.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := check(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(manifest io.Reader) error {
	text, err := io.ReadAll(manifest)
	if err != nil {
		return err
	}
	for document := range bytes.SplitSeq(text, []byte("\n---\n")) {
		var kind meta.TypeMeta
		if err := yaml.Unmarshal(document, &kind); err != nil {
			return err
		}
		object, ok := map[string]any{"v1 ServiceAccount": &core.ServiceAccount{}, "batch/v1 CronJob": &batch.CronJob{}}[kind.APIVersion+" "+kind.Kind]
		if !ok {
			return fmt.Errorf("%s %s: not one of ours", kind.APIVersion, kind.Kind)
		}
		// Unlike the strict decoder of package yaml, this one minds the case of
		// letters.
		asJSON, err := yaml.YAMLToJSONStrict(document)
		if err != nil {
			return err
		}
		unknown, err := json.UnmarshalStrict(asJSON, object)
		if err := errors.Join(append(unknown, err)...); err != nil {
			return fmt.Errorf("%s: %w", kind.Kind, err)
		}
	}
	return nil
}
