{{/* What kustomize puts on every object too, and who installed it. */}}
{{- define "meshwright.labels" -}}
app.kubernetes.io/name: meshwright
app.kubernetes.io/part-of: meshwright
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/instance: {{ .Release.Name }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
