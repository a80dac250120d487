package main

import (
	"context"
	"os"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/tools/cache"
	watchtools "k8s.io/client-go/tools/watch"
)

type followOptions struct {
	informerOptions
	// Made when everything follows.
	ReadyFile string `json:"readyFile"`
	// Ends the following when it is there.
	StopFile string `json:"stopFile"`
}

// counter is the annotation that whoever writes counts up.
const counter = "example.com/counter"

type seenEvent struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Counter string `json:"counter"`
	Version string `json:"version"`
}

// follow keeps an informer and a RetryWatcher on the Schedules of a namespace until it is told to stop: what they saw.
func follow(ctx context.Context, input Input) (any, error) {
	var options followOptions
	if err := input.options(&options); err != nil {
		return nil, err
	}
	config, err := input.config()
	if err != nil {
		return nil, err
	}
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	gvr := schedulesOf(options.Group)
	factory := dynamicinformer.NewFilteredDynamicSharedInformerFactory(objects, 0, options.Namespace, nil)
	informer := factory.ForResource(gvr).Informer()
	factory.Start(ctx.Done())
	cache.WaitForCacheSync(ctx.Done(), informer.HasSynced)
	own := objects.Resource(gvr).Namespace(options.Namespace)
	first, err := own.List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	retrying, err := watchtools.NewRetryWatcherWithContext(ctx, first.GetResourceVersion(), &cache.ListWatch{
		WatchFuncWithContext: func(ctx context.Context, opts metav1.ListOptions) (watch.Interface, error) {
			return own.Watch(ctx, opts)
		},
	})
	if err != nil {
		return nil, err
	}
	events := collect(ctx, retrying)
	if err := os.WriteFile(options.ReadyFile, nil, 0o600); err != nil {
		return nil, err
	}
	for ctx.Err() == nil {
		if _, err := os.Stat(options.StopFile); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	store := map[string]string{}
	for _, object := range informer.GetStore().List() {
		found := object.(*unstructured.Unstructured)
		store[found.GetName()] = found.GetAnnotations()[counter]
	}
	return map[string]any{"store": store, "events": events()}, nil
}

// collect gathers events until the context ends; the function gives those so far.
func collect(ctx context.Context, watching watch.Interface) func() []seenEvent {
	var lock sync.Mutex
	found := []seenEvent{}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case event, open := <-watching.ResultChan():
				if !open {
					return
				}
				each := seenEvent{Type: string(event.Type)}
				if object, ok := event.Object.(*unstructured.Unstructured); ok {
					each.Name, each.Counter, each.Version = object.GetName(), object.GetAnnotations()[counter], object.GetResourceVersion()
				}
				lock.Lock()
				found = append(found, each)
				lock.Unlock()
			}
		}
	}()
	return func() []seenEvent {
		lock.Lock()
		defer lock.Unlock()
		return append([]seenEvent{}, found...)
	}
}
