package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/dynamic"
	"k8s.io/kube-aggregator/pkg/controllers/openapi/aggregator"
	aggregatorv3 "k8s.io/kube-aggregator/pkg/controllers/openapiv3/aggregator"
	merge "k8s.io/kube-openapi/pkg/aggregator"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// kindOptions are the kinds that are asked about.
type kindOptions struct {
	Kinds []string `json:"kinds"`
}

var renamed = regexp.MustCompile(`_v\d+$`)

// mergeOpenAPI downloads our OpenAPI v2 document with the aggregator's own code and merges it into Kubernetes' as the aggregator does.
func mergeOpenAPI(ctx context.Context, input Input) (any, error) {
	handler, err := input.handler()
	if err != nil {
		return nil, err
	}
	downloader := aggregator.NewDownloader()
	ours, etag, status, err := downloader.Download(handler, "")
	if err != nil || ours == nil {
		return nil, fmt.Errorf("downloading gave %d: %w", status, err)
	}
	_, _, again, err := downloader.Download(handler, etag)
	if err != nil {
		return nil, err
	}
	kubernetes, err := kubernetesSwagger(ctx, input)
	if err != nil {
		return nil, err
	}
	prefix := "/apis/" + group + "/" + version + "/"
	own := merge.FilterSpecByPathsWithoutSideEffects(ours, []string{prefix})
	if err := merge.MergeSpecsIgnorePathConflictRenamingDefinitionsAndParameters(kubernetes, own); err != nil {
		return nil, err
	}
	names, missing := []string{}, []string{}
	for name := range kubernetes.Definitions {
		if renamed.MatchString(name) {
			names = append(names, name)
		}
	}
	for path := range ours.Paths.Paths {
		if _, there := kubernetes.Paths.Paths[path]; !there {
			missing = append(missing, path)
		}
	}
	return map[string]any{"renamed": names, "missingPaths": missing, "again": again}, nil
}

// published reads a document of kube-apiserver.
func published(ctx context.Context, input Input, path string, into any) ([]byte, error) {
	client, err := input.discovery()
	if err != nil {
		return nil, err
	}
	text, err := client.RESTClient().Get().AbsPath(path).SetHeader("Accept", "application/json").Do(ctx).Raw()
	if err != nil {
		return nil, err
	}
	return text, json.Unmarshal(text, into)
}

// kubernetesSwagger is the merged document of kube-apiserver without our paths.
func kubernetesSwagger(ctx context.Context, input Input) (*spec.Swagger, error) {
	swagger := &spec.Swagger{}
	if _, err := published(ctx, input, "/openapi/v2", swagger); err != nil {
		return nil, err
	}
	for path := range swagger.Paths.Paths {
		if strings.HasPrefix(path, "/apis/"+group+"/") {
			delete(swagger.Paths.Paths, path)
		}
	}
	return swagger, nil
}

// queryParams asks kubectl's verifier whether a server validates fields and does dry runs for a kind.
func queryParams(_ context.Context, input Input) (any, error) {
	var options kindOptions
	config, err := input.begin(&options)
	if err != nil {
		return nil, err
	}
	client, err := input.discovery()
	if err != nil {
		return nil, err
	}
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	result := map[string]map[string]map[string]string{}
	for _, name := range []string{group, "twin.example.com"} {
		result[name] = map[string]map[string]string{}
		for _, kind := range options.Kinds {
			result[name][kind] = map[string]string{}
			for _, parameter := range []resource.VerifiableQueryParam{resource.QueryParamFieldValidation, resource.VerifiableQueryParam("dryRun")} {
				verifier := resource.NewQueryParamVerifierV3(objects, client.OpenAPIV3(), parameter)
				gvk := schema.GroupVersionKind{Group: name, Version: version, Kind: kind}
				result[name][kind][string(parameter)] = "supported" + errorText(verifier.HasSupport(gvk))
			}
		}
	}
	return result, nil
}

// schemas reads our OpenAPI v3 document into Go's types and writes it again, and checks each kind's schema as that of a CRD.
func schemas(ctx context.Context, input Input) (any, error) {
	var options kindOptions
	if _, err := input.begin(&options); err != nil {
		return nil, err
	}
	var document spec3.OpenAPI
	text, err := published(ctx, input, "/openapi/v3/apis/"+group+"/"+version, &document)
	if err != nil {
		return nil, err
	}
	lost, err := lostInRoundTrip(text, document)
	if err != nil {
		return nil, err
	}
	wrong := []string{}
	for _, kind := range options.Kinds {
		name := "dev.stowage." + version + "." + kind
		wrong = append(wrong, notStructural(name, document.Components.Schemas[name])...)
	}
	documents, err := downloaded(input)
	if err != nil {
		return nil, err
	}
	return map[string]any{"lost": lost, "notStructural": wrong, "dangling": dangling(text, document), "documents": documents}, nil
}

// downloaded are the documents that the aggregator's own downloader finds with us.
func downloaded(input Input) ([]string, error) {
	handler, err := input.handler()
	if err != nil {
		return nil, err
	}
	downloader := aggregatorv3.NewDownloader()
	root, status, err := downloader.OpenAPIV3Root(handler)
	if err != nil || root == nil {
		return nil, fmt.Errorf("downloading gave %d: %w", status, err)
	}
	return slices.Sorted(maps.Keys(root.Paths)), nil
}

func lostInRoundTrip(text []byte, document spec3.OpenAPI) ([]string, error) {
	written, err := json.Marshal(&document)
	if err != nil {
		return nil, err
	}
	var before, after any
	if err := json.Unmarshal(text, &before); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(written, &after); err != nil {
		return nil, err
	}
	found := []string{}
	differences("", before, after, &found)
	sort.Strings(found)
	return found, nil
}

func differences(path string, before, after any, found *[]string) {
	switch was := before.(type) {
	case map[string]any:
		is, same := after.(map[string]any)
		if !same {
			*found = append(*found, path)
			return
		}
		for key, value := range was {
			differences(path+"/"+key, value, is[key], found)
		}
	case []any:
		if len(was) == 0 {
			return // Go leaves an empty list out.
		}
		is, same := after.([]any)
		if !same || len(is) != len(was) {
			*found = append(*found, path)
			return
		}
		for i := range was {
			differences(fmt.Sprintf("%s/%d", path, i), was[i], is[i], found)
		}
	default:
		if !reflect.DeepEqual(before, after) {
			*found = append(*found, path)
		}
	}
}

// notStructural says what keeps a schema from being that of a CRD. References stand for types that kube-apiserver knows itself (ObjectMeta).
func notStructural(name string, own *spec.Schema) []string {
	if own == nil {
		return []string{name + " is not there"}
	}
	text, err := json.Marshal(own)
	if err != nil {
		return []string{err.Error()}
	}
	var external apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(text, &external); err != nil {
		return []string{err.Error()}
	}
	external.Properties["metadata"] = apiextensionsv1.JSONSchemaProps{Type: "object"}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&external, &internal, nil); err != nil {
		return []string{name + ": " + err.Error()}
	}
	converted, err := structural.NewStructural(&internal)
	if err != nil {
		return []string{name + ": " + err.Error()}
	}
	found := []string{}
	for _, problem := range structural.ValidateStructural(field.NewPath(name), converted) {
		found = append(found, problem.Error())
	}
	return found
}

var reference = regexp.MustCompile(`"\$ref":\s*"#/components/schemas/([^"]+)"`)

func dangling(text []byte, document spec3.OpenAPI) []string {
	found := []string{}
	for _, match := range reference.FindAllSubmatch(text, -1) {
		if _, there := document.Components.Schemas[string(match[1])]; !there {
			found = append(found, string(match[1]))
		}
	}
	return found
}
