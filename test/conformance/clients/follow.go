package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"sort"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
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
	// Ends the following when it is there, and what it holds has arrived: the last counter of each object.
	StopFile string `json:"stopFile"`
	// How many reflectors follow besides, one object each: these names in turn.
	Reflectors int      `json:"reflectors"`
	Names      []string `json:"names"`
	// Whether to run a RetryWatcher, which gives up where a resourceVersion has expired.
	RetryWatcher bool `json:"retryWatcher"`
}

// counter is the annotation that whoever writes counts up.
const counter = "example.com/counter"

type seenEvent struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Counter string `json:"counter"`
	Version string `json:"version"`
}

// follow keeps an informer, a RetryWatcher and reflectors on the Schedules of a namespace until it is told to stop: what they saw.
func follow(ctx context.Context, input Input) (any, error) {
	var options followOptions
	config, err := input.begin(&options)
	if err != nil {
		return nil, err
	}
	log := &requestLog{}
	config.Wrap(log.wrap)
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	gvr := schedulesOf(options.Group)
	informer := started(ctx, dynamicinformer.NewFilteredDynamicSharedInformerFactory(objects, 0, options.Namespace, nil), gvr)
	cache.WaitForCacheSync(ctx.Done(), informer.HasSynced)
	own := objects.Resource(gvr).Namespace(options.Namespace)
	events := func() []seenEvent { return nil }
	if options.RetryWatcher {
		if events, err = retryWatch(ctx, own); err != nil {
			return nil, err
		}
	}
	reflectors := reflections(ctx, own, options)
	if !synced(ctx, reflectors) {
		return nil, fmt.Errorf("%d of %d reflectors have not synced", unsynced(reflectors), len(reflectors))
	}
	if err := os.WriteFile(options.ReadyFile, nil, 0o600); err != nil {
		return nil, err
	}
	wanted, err := untilThere(ctx, options.StopFile)
	if err != nil {
		return nil, err
	}
	eventually(ctx, func() bool { return arrived(wanted, informer.GetStore(), reflectors, events()) })
	lists, expired := log.read()
	return map[string]any{
		"store":     counters(informer.GetStore()),
		"events":    events(),
		"reflected": reflected(reflectors),
		// When a whole state was asked for (Unix milliseconds), and how often a watch was told that its resourceVersion is too old.
		"lists":   lists,
		"expired": expired,
	}, nil
}

func retryWatch(ctx context.Context, own dynamic.ResourceInterface) (func() []seenEvent, error) {
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
	return collect(ctx, retrying), nil
}

// reflection is a reflector that follows one object.
type reflection struct {
	name      string
	store     cache.Store
	reflector *cache.Reflector
}

func reflections(ctx context.Context, own dynamic.ResourceInterface, options followOptions) []reflection {
	found := []reflection{}
	for i := range options.Reflectors {
		name := options.Names[i%len(options.Names)]
		selector := fields.OneTermEqualSelector("metadata.name", name).String()
		lists := &cache.ListWatch{
			ListWithContextFunc: func(ctx context.Context, opts metav1.ListOptions) (runtime.Object, error) {
				opts.FieldSelector = selector
				return own.List(ctx, opts)
			},
			WatchFuncWithContext: func(ctx context.Context, opts metav1.ListOptions) (watch.Interface, error) {
				opts.FieldSelector = selector
				return own.Watch(ctx, opts)
			},
		}
		store := cache.NewStore(cache.MetaNamespaceKeyFunc)
		each := reflection{name: name, store: store, reflector: cache.NewReflectorWithOptions(lists, &unstructured.Unstructured{}, store, cache.ReflectorOptions{})}
		go each.reflector.Run(ctx.Done())
		found = append(found, each)
	}
	return found
}

func unsynced(reflectors []reflection) int {
	count := 0
	for _, each := range reflectors {
		if each.reflector.LastSyncResourceVersion() == "" {
			count++
		}
	}
	return count
}

func synced(ctx context.Context, reflectors []reflection) bool {
	deadline := time.Now().Add(60 * time.Second)
	for unsynced(reflectors) > 0 {
		if time.Now().After(deadline) || ctx.Err() != nil {
			return false
		}
		time.Sleep(50 * time.Millisecond)
	}
	return true
}

func untilThere(ctx context.Context, file string) (wanted map[string]string, err error) {
	for ctx.Err() == nil {
		if text, err := os.ReadFile(file); err == nil {
			return wanted, json.Unmarshal(text, &wanted)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, ctx.Err()
}

// arrived says whether these counters are what everything that follows has seen last.
func arrived(wanted map[string]string, store cache.Store, reflectors []reflection, events []seenEvent) bool {
	if len(wanted) == 0 {
		return true
	}
	for name, states := range reflected(reflectors) {
		if !slices.Equal(states, []string{wanted[name]}) {
			return false
		}
	}
	last := map[string]string{}
	for _, event := range events {
		last[event.Name] = event.Counter
	}
	return maps.Equal(counters(store), wanted) && (events == nil || maps.Equal(last, wanted))
}

func counters(store cache.Store) map[string]string {
	found := map[string]string{}
	for _, object := range store.List() {
		each := object.(*unstructured.Unstructured)
		found[each.GetName()] = each.GetAnnotations()[counter]
	}
	return found
}

// reflected gives, for each name, the different states that its reflectors have: one, when all are right.
func reflected(reflectors []reflection) map[string][]string {
	states := map[string]map[string]bool{}
	for _, each := range reflectors {
		if states[each.name] == nil {
			states[each.name] = map[string]bool{}
		}
		state := "nothing"
		for name, value := range counters(each.store) {
			state = value
			if name != each.name {
				state = "another object: " + name
			}
		}
		states[each.name][state] = true
	}
	found := map[string][]string{}
	for name, values := range states {
		for value := range values {
			found[name] = append(found[name], value)
		}
		sort.Strings(found[name])
	}
	return found
}

// requestLog knows when a whole state was asked for, as a list or with a watch that begins with one.
type requestLog struct {
	lock    sync.Mutex
	lists   []int64
	expired int
}

func (l *requestLog) read() ([]int64, int) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return append([]int64{}, l.lists...), l.expired
}

func (l *requestLog) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		query := request.URL.Query()
		isWatch := query.Get("watch") != ""
		if request.Method == http.MethodGet && (!isWatch || query.Get("sendInitialEvents") == "true") {
			l.lock.Lock()
			l.lists = append(l.lists, time.Now().UnixMilli())
			l.lock.Unlock()
		}
		response, err := next.RoundTrip(request)
		if err == nil && isWatch {
			response.Body = &listening{ReadCloser: response.Body, log: l}
		}
		return response, err
	})
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
