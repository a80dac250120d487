package main

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/pager"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// clients goes through the verbs with controller-runtime's typed client, and pages with client-go's pager: what came of each step.
func clients(ctx context.Context, input Input) (any, error) {
	var options informerOptions
	config, err := input.begin(&options)
	if err != nil {
		return nil, err
	}
	typed, err := client.New(config, client.Options{Scheme: scheme(options.Group)})
	if err != nil {
		return nil, err
	}
	steps := verbs(ctx, typed, options)
	metadataClient, err := metadata.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	own := metadataClient.Resource(schedulesOf(options.Group)).Namespace(options.Namespace)
	pages := 0
	paged := pager.New(func(ctx context.Context, opts metav1.ListOptions) (runtime.Object, error) {
		pages++
		return own.List(ctx, opts)
	})
	paged.PageSize = 2
	seen := 0
	err = paged.EachListItem(ctx, metav1.ListOptions{}, func(runtime.Object) error {
		seen++
		return nil
	})
	steps["pager"] = fmt.Sprintf("%d objects in %d pages, %s", seen, pages, outcome(err))
	one, err := own.Get(ctx, "one", metav1.GetOptions{})
	steps["metadata get"] = outcome(err)
	if err == nil {
		steps["metadata get"] += " " + one.Kind + " " + one.Name
	}
	err = typed.DeleteAllOf(ctx, &Schedule{}, client.InNamespace(options.Namespace), client.MatchingLabels{"made": "here"})
	steps["deleteAllOf"] = outcome(err)
	left := &ScheduleList{}
	err = typed.List(ctx, left, client.InNamespace(options.Namespace), client.MatchingLabels{"made": "here"})
	steps["list after deleteAllOf"] = fmt.Sprintf("%d, %s", len(left.Items), outcome(err))
	return steps, nil
}

func verbs(ctx context.Context, typed client.Client, options informerOptions) map[string]string {
	steps := map[string]string{}
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		steps["create "+name] = outcome(typed.Create(ctx, typedSchedule(options, name)))
	}
	steps["create again"] = outcome(typed.Create(ctx, typedSchedule(options, "one")))
	key := client.ObjectKey{Namespace: options.Namespace, Name: "one"}
	found := &Schedule{}
	steps["get"] = outcome(typed.Get(ctx, key, found))
	steps["get what is not there"] = outcome(typed.Get(ctx, client.ObjectKey{Namespace: options.Namespace, Name: "none"}, &Schedule{}))
	stale := found.DeepCopyObject().(*Schedule)
	found.Spec.Paused = false
	steps["update"] = outcome(typed.Update(ctx, found))
	stale.Spec.Paused = false
	stale.Labels["x"] = "y"
	steps["update of a stale one"] = outcome(typed.Update(ctx, stale))
	found.Status.Phase = "Enabled"
	steps["status update"] = outcome(typed.Status().Update(ctx, found)) + " " + found.Status.Phase
	base := found.DeepCopyObject().(*Schedule)
	found.Labels["patched"] = "yes"
	steps["merge patch"] = outcome(typed.Patch(ctx, found, client.MergeFrom(base))) + " " + found.Labels["patched"]
	locked := found.DeepCopyObject().(*Schedule)
	locked.ResourceVersion = "1"
	changed := locked.DeepCopyObject().(*Schedule)
	changed.Labels["patched"] = "again"
	steps["merge patch with a stale lock"] = outcome(typed.Patch(ctx, changed, client.MergeFromWithOptions(locked, client.MergeFromWithOptimisticLock{})))
	status := found.DeepCopyObject().(*Schedule)
	status.Status.Phase = "FailedValidation"
	steps["status patch"] = outcome(typed.Status().Patch(ctx, status, client.MergeFrom(found))) + " " + status.Status.Phase
	applied := client.ApplyConfigurationFromUnstructured(newSchedule(options, "applied"))
	steps["apply"] = outcome(typed.Apply(ctx, applied, client.FieldOwner("applier"), client.ForceOwnership))
	listed := &ScheduleList{}
	steps["list"] = outcome(typed.List(ctx, listed, client.InNamespace(options.Namespace), client.MatchingLabels{"made": "here"}, client.Limit(2)))
	steps["list"] += fmt.Sprintf(" %d, more: %t", len(listed.Items), listed.Continue != "")
	uid := found.UID
	wrong := metav1.Preconditions{ResourceVersion: ptr("1"), UID: &uid}
	steps["delete with a stale precondition"] = outcome(typed.Delete(ctx, found, client.Preconditions(wrong)))
	right := metav1.Preconditions{UID: &uid}
	steps["delete dry run"] = outcome(typed.Delete(ctx, found, client.Preconditions(right), client.DryRunAll))
	return steps
}

func typedSchedule(options informerOptions, name string) *Schedule {
	return &Schedule{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: options.Namespace, Labels: map[string]string{"made": "here"}},
		Spec:       ScheduleSpec{Schedule: "0 3 1 1 *", Template: map[string]any{}, Paused: true, ServiceAccountName: "default"},
	}
}

// outcome is how client-go sorts an error.
func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return "error " + string(errors.ReasonForError(err))
}

func ptr[T any](value T) *T { return &value }
