package main

import (
	"context"
	"fmt"
	"net/http"
	"sort"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	clientinformers "k8s.io/client-go/informers"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	runtimecache "sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

type informerOptions struct {
	Group     string `json:"group"`
	Namespace string `json:"namespace"`
}

// requests counts what a client asks for: whether WatchList was really used shows here alone.
type requests struct {
	lock   sync.Mutex
	counts map[string]int
}

func (r *requests) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		query := request.URL.Query()
		kind := ""
		switch {
		case request.Method != http.MethodGet:
		case query.Get("watch") != "" && query.Get("sendInitialEvents") == "true":
			kind = "watchList"
		case query.Get("watch") != "":
			kind = "watch"
		default:
			kind = "list"
		}
		if kind != "" {
			r.lock.Lock()
			r.counts[kind]++
			r.lock.Unlock()
		}
		return next.RoundTrip(request)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// follower is an informer that is being watched.
type follower struct {
	name     string
	informer cache.SharedIndexInformer
	requests *requests
}

// informers runs client-go's and controller-runtime's informers on the Schedules of a namespace: they must sync, and see an object come, change and go.
func informers(ctx context.Context, input Input) (any, error) {
	var options informerOptions
	if _, err := input.begin(&options); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 100*time.Second)
	defer cancel()
	followers, err := start(ctx, input, options)
	if err != nil {
		return nil, err
	}
	result := map[string]map[string]any{}
	for _, each := range followers {
		synced := cache.WaitForCacheSync(ctx.Done(), each.informer.HasSynced)
		result[each.name] = map[string]any{"synced": synced, "names": namesIn(each.informer, options.Namespace)}
	}
	if err := liveOn(ctx, input, options, followers, result); err != nil {
		return nil, err
	}
	for _, each := range followers {
		counts := each.requests.counts
		result[each.name]["watchList"] = counts["watchList"] > 0
		result[each.name]["listed"] = counts["list"] > 0
	}
	return result, nil
}

func start(ctx context.Context, input Input, options informerOptions) ([]follower, error) {
	gvr := schedulesOf(options.Group)
	followers := []follower{}
	for _, name := range []string{"dynamic", "metadata", "typed"} {
		config, err := input.config()
		if err != nil {
			return nil, err
		}
		counted := &requests{counts: map[string]int{}}
		config.Wrap(counted.wrap)
		informer, err := informerFor(ctx, name, config, gvr, options)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		followers = append(followers, follower{name: name, informer: informer, requests: counted})
	}
	return followers, nil
}

func informerFor(ctx context.Context, name string, config *rest.Config, gvr schema.GroupVersionResource, options informerOptions) (cache.SharedIndexInformer, error) {
	switch name {
	case "dynamic":
		objects, err := dynamic.NewForConfig(config)
		if err != nil {
			return nil, err
		}
		return started(ctx, dynamicinformer.NewFilteredDynamicSharedInformerFactory(objects, 0, options.Namespace, nil), gvr), nil
	case "metadata":
		objects, err := metadata.NewForConfig(config)
		if err != nil {
			return nil, err
		}
		return started(ctx, metadatainformer.NewFilteredSharedInformerFactory(objects, 0, options.Namespace, nil), gvr), nil
	default:
		return typedInformer(ctx, config, options)
	}
}

type informerFactory interface {
	ForResource(gvr schema.GroupVersionResource) clientinformers.GenericInformer
	Start(stop <-chan struct{})
}

func started(ctx context.Context, factory informerFactory, gvr schema.GroupVersionResource) cache.SharedIndexInformer {
	informer := factory.ForResource(gvr).Informer()
	factory.Start(ctx.Done())
	return informer
}

// typedInformer is controller-runtime's, for a Go type of the kind, with an index.
func typedInformer(ctx context.Context, config *rest.Config, options informerOptions) (cache.SharedIndexInformer, error) {
	// Of one namespace it would be an informer that wraps others and cannot be looked into.
	objects, err := runtimecache.New(config, runtimecache.Options{Scheme: scheme(options.Group)})
	if err != nil {
		return nil, err
	}
	go func() { _ = objects.Start(ctx) }()
	err = objects.IndexField(ctx, &Schedule{}, "spec.schedule", func(object client.Object) []string {
		return []string{object.(*Schedule).Spec.Schedule}
	})
	if err != nil {
		return nil, err
	}
	if !objects.WaitForCacheSync(ctx) {
		return nil, fmt.Errorf("the cache did not sync")
	}
	found := &ScheduleList{}
	if err := objects.List(ctx, found, client.InNamespace(options.Namespace), client.MatchingFields{"spec.schedule": "0 3 1 1 *"}); err != nil {
		return nil, err
	}
	if len(found.Items) == 0 {
		return nil, fmt.Errorf("the index finds nothing")
	}
	informer, err := objects.GetInformer(ctx, &Schedule{})
	if err != nil {
		return nil, err
	}
	return informer.(cache.SharedIndexInformer), nil
}

// liveOn makes, changes and deletes an object, and waits until every informer has seen it.
func liveOn(ctx context.Context, input Input, options informerOptions, followers []follower, result map[string]map[string]any) error {
	config, err := input.config()
	if err != nil {
		return err
	}
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	own := objects.Resource(schedulesOf(options.Group)).Namespace(options.Namespace)
	made, err := own.Create(ctx, newSchedule(options, "late"), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	for _, each := range followers {
		result[each.name]["sawCreate"] = eventually(ctx, func() bool { return versionIn(each.informer, made) == made.GetResourceVersion() })
	}
	made.SetLabels(map[string]string{"changed": "yes"})
	changed, err := own.Update(ctx, made, metav1.UpdateOptions{})
	if err != nil {
		return err
	}
	for _, each := range followers {
		result[each.name]["sawUpdate"] = eventually(ctx, func() bool { return versionIn(each.informer, made) == changed.GetResourceVersion() })
	}
	if err := own.Delete(ctx, "late", metav1.DeleteOptions{}); err != nil {
		return err
	}
	for _, each := range followers {
		result[each.name]["sawDelete"] = eventually(ctx, func() bool { return versionIn(each.informer, made) == "" })
	}
	return nil
}

func newSchedule(options informerOptions, name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": options.Group + "/" + version,
		"kind":       "Schedule",
		"metadata":   map[string]any{"name": name, "namespace": options.Namespace},
		"spec":       map[string]any{"schedule": "0 3 1 1 *", "template": map[string]any{}, "paused": true, "serviceAccountName": "default"},
	}}
}

func namesIn(informer cache.SharedIndexInformer, namespace string) []string {
	names := []string{}
	for _, object := range informer.GetStore().List() {
		if found, err := meta.Accessor(object); err == nil && found.GetNamespace() == namespace {
			names = append(names, found.GetName())
		}
	}
	sort.Strings(names)
	return names
}

// versionIn is the resourceVersion that an informer has of an object, empty when it has none.
func versionIn(informer cache.SharedIndexInformer, of metav1.Object) string {
	object, known, err := informer.GetStore().GetByKey(of.GetNamespace() + "/" + of.GetName())
	if err != nil || !known {
		return ""
	}
	found, err := meta.Accessor(object)
	if err != nil || found.GetUID() != of.GetUID() {
		return "another object"
	}
	return found.GetResourceVersion()
}

// eventually waits until it holds, for as long as a busy machine may need.
func eventually(ctx context.Context, holds func() bool) bool {
	deadline := time.Now().Add(60 * time.Second)
	for time.Now().Before(deadline) && ctx.Err() == nil {
		if holds() {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}
