package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Schedule is what a Go program would write for the kind: enough of it for typed clients.
type Schedule struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              ScheduleSpec   `json:"spec"`
	Status            ScheduleStatus `json:"status,omitempty"`
}

type ScheduleSpec struct {
	Schedule           string         `json:"schedule"`
	Template           map[string]any `json:"template"`
	Paused             bool           `json:"paused,omitempty"`
	ServiceAccountName string         `json:"serviceAccountName,omitempty"`
}

type ScheduleStatus struct {
	Phase string `json:"phase,omitempty"`
}

type ScheduleList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Schedule `json:"items"`
}

func (s *Schedule) DeepCopyObject() runtime.Object {
	out := *s
	s.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	out.Spec.Template = runtime.DeepCopyJSON(s.Spec.Template)
	return &out
}

func (l *ScheduleList) DeepCopyObject() runtime.Object {
	out := *l
	out.Items = make([]Schedule, len(l.Items))
	for i := range l.Items {
		out.Items[i] = *l.Items[i].DeepCopyObject().(*Schedule)
	}
	return &out
}

func scheme(group string) *runtime.Scheme {
	gv := schema.GroupVersion{Group: group, Version: version}
	made := runtime.NewScheme()
	made.AddKnownTypes(gv, &Schedule{}, &ScheduleList{})
	metav1.AddToGroupVersion(made, gv)
	return made
}

func schedulesOf(group string) schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: group, Version: version, Resource: "schedules"}
}
