//! The `Mesh` document of the mesh API reference: request, response, list, error body.

use crate::FieldPath;
use crate::meta::Timestamp;
use crate::path;
use crate::scalar::{List, Map, Number};
use crate::text_type::{MessageText, ShortText, Unchecked};

/// The one `apiVersion` of the contract.
pub const API_VERSION: &str = "v1";
/// The spelling of the kind that the fixer writes; `mesh` is legal too.
pub const KIND: &str = "Mesh";
/// The one preset tracing provider.
pub const APM_OTEL: &str = "apm-otel";

crate::names! {
    /// The nine phases of a mesh (Table 29). Note `RollingBack` beside `RollbackFailed`.
    pub enum Phase {
        /// The mesh is running.
        Running,
        /// Creation is in progress.
        Creating,
        /// Creation failed.
        CreateFailed,
        /// Deletion is in progress.
        Deleting,
        /// Deletion failed.
        DeleteFailed,
        /// An upgrade is in progress.
        Upgrading,
        /// The upgrade failed.
        UpgradeFailed,
        /// A rollback is in progress.
        RollingBack,
        /// The rollback failed.
        RollbackFailed,
    }
}

crate::text! {
    /// The name of a mesh (Table 4): 4 to 64 characters, lower-case letters, digits and hyphens, a letter
    /// first, no hyphen last.
    pub struct MeshName {
        min: 4,
        max: 64,
        pattern: "^[a-z][a-z0-9-]{2,62}[a-z0-9]$",
        bound: 1_024,
        example: "mesh-test-api",
    }
    /// The id of a cluster (Table 7).
    pub struct ClusterId { min: 1, max: 64, bound: 1_024, example: "cb0ef541-a1b2-c3d4-e5f6-0255ac1001b7" }
    /// A version of a mesh: `MAJOR.MINOR[.PATCH][-rN]`; its shape is inferred, so a rule only warns.
    pub struct VersionText {
        min: 1,
        max: 64,
        pattern: "^[0-9]+\\.[0-9]+(\\.[0-9]+)?(-r[0-9]+)?$",
        bound: 1_024,
        example: "1.18.7-r5",
    }
    /// The name of a namespace: a DNS-1123 label.
    pub struct NamespaceName {
        min: 1,
        max: 63,
        pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        bound: 1_024,
        example: "default",
    }
    /// Address ranges joined with commas; the grammar is that of the proxy rules.
    pub struct RangeList { bound: 8_192, example: "10.247.0.0/16" }
    /// Ports joined with commas; the grammar is that of the proxy rules.
    pub struct PortList { bound: 8_192, example: "80,443" }
    /// A service that takes traces: a host name, with an optional `namespace/` in front.
    pub struct ServiceAddress { bound: 1_024, example: "zipkin.monitoring.svc.cluster.local" }
    /// The code in an error body (Tables 30 to 32).
    pub struct ErrorCode { min: 8, max: 36, bound: 1_024, example: "ASM.01400001" }
    /// The message in an error body (Tables 30 to 32).
    pub struct ErrorMessage { min: 2, max: 512, bound: 32_768, example: "the request body is invalid" }
}

crate::object! {
    /// A mesh: the body of a create request and of every answer that returns one (Tables 3 and 18).
    pub struct Mesh {
        /// The constant `v1`.
        "apiVersion" api_version: Unchecked<ShortText>,
        /// The constant `Mesh` or `mesh`.
        "kind" kind: Unchecked<ShortText>,
        /// Basic data of the mesh.
        "metadata" metadata: MeshMetadata,
        /// Full description of the mesh.
        "spec" spec: MeshSpec,
        /// State of the mesh, made by the service.
        "status" status: MeshStatus,
    }

    /// Basic data of a mesh (Tables 4 and 19).
    pub struct MeshMetadata {
        /// Name of the mesh.
        "name" name: Unchecked<MeshName>,
        /// Id of the mesh, made by the service.
        "uid" uid: Unchecked<ShortText>,
        /// When the mesh was created, made by the service.
        "creationTimestamp" creation_timestamp: Unchecked<Timestamp>,
        /// Annotations (vendor definitions only).
        "annotations" annotations: Map<1024>,
        /// Labels (vendor definitions only).
        "labels" labels: Map<1024>,
    }

    /// Description of a mesh (Tables 5 and 20).
    pub struct MeshSpec {
        /// Kind of mesh; `InCluster` is the only documented one.
        "type" type_: Unchecked<ShortText>,
        /// Version of the mesh.
        "version" version: Unchecked<VersionText>,
        /// Extension parameters.
        "extendParams" extend_params: MeshExtendParams,
        /// Whether the mesh supports IPv6.
        "ipv6Enable" ipv6_enable: bool,
        /// Tags (vendor definitions only).
        "tags" tags: List<MeshTag, 64>,
        /// Configuration.
        "config" config: MeshConfig,
    }

    /// Extension parameters (Table 6).
    pub struct MeshExtendParams {
        /// Clusters that belong to the mesh.
        "clusters" clusters: List<MeshCluster, 256>,
    }

    /// A cluster of the mesh (Table 7).
    pub struct MeshCluster {
        /// Id of the cluster.
        "clusterID" cluster_id: Unchecked<ClusterId>,
        /// Where sidecars are injected.
        "injection" injection: InjectionConfig,
        /// Where the mesh components are installed.
        "installation" installation: InstallationConfig,
    }

    /// Where sidecars are injected (Table 8).
    pub struct InjectionConfig {
        /// Namespaces that get sidecars.
        "namespaces" namespaces: Selector,
    }

    /// Where the mesh components are installed (Table 9).
    pub struct InstallationConfig {
        /// Nodes that run the mesh components.
        "nodes" nodes: Selector,
    }

    /// A selection (Table 10).
    pub struct Selector {
        /// Selection by a field.
        "fieldSelector" field_selector: FieldSelector,
    }

    /// A selection by a field (Table 11).
    pub struct FieldSelector {
        /// The field: `UID` of nodes, `Name` of namespaces.
        "key" key: Unchecked<ShortText>,
        /// The operator; `In` is the only one.
        "operator" operator: Unchecked<ShortText>,
        /// The values.
        "values" values: List<Unchecked<ShortText>, 1024>,
    }

    /// Configuration of a mesh (Table 12).
    pub struct MeshConfig {
        /// Data plane.
        "proxyConfig" proxy_config: ProxyConfig,
        /// Observability.
        "telemetryConfig" telemetry_config: TelemetryConfig,
    }

    /// What the sidecars intercept (Table 13); every field is one text, entries joined with commas.
    pub struct ProxyConfig {
        /// Destination ranges whose outbound traffic is redirected.
        "includeIPRanges" include_ip_ranges: Unchecked<RangeList>,
        /// Destination ranges whose outbound traffic is not redirected.
        "excludeIPRanges" exclude_ip_ranges: Unchecked<RangeList>,
        /// Ports left out of outbound redirection.
        "excludeOutboundPorts" exclude_outbound_ports: Unchecked<PortList>,
        /// Ports left out of inbound redirection.
        "excludeInboundPorts" exclude_inbound_ports: Unchecked<PortList>,
        /// Ports that outbound redirection covers.
        "includeOutboundPorts" include_outbound_ports: Unchecked<PortList>,
        /// Ports that inbound redirection covers.
        "includeInboundPorts" include_inbound_ports: Unchecked<PortList>,
    }

    /// Observability (Table 14).
    pub struct TelemetryConfig {
        /// How the mesh reports traces.
        "tracing" tracing: Tracing,
        /// Access logs (vendor definitions only).
        "accessLogging" access_logging: AccessLogging,
        /// Metrics (vendor definitions only).
        "metrics" metrics: Metrics,
    }

    /// Tracing (Table 15).
    pub struct Tracing {
        /// Share of requests traced, in percent: 1 means 1 %.
        "randomSamplingPercentage" random_sampling_percentage: Number,
        /// Providers that traces go to by default: names of `extensionProviders`, or `apm-otel`.
        "defaultProviders" default_providers: List<Unchecked<ShortText>, 64>,
        /// Providers the user defines.
        "extensionProviders" extension_providers: List<ExtensionProvider, 64>,
    }

    /// A tracing provider the user defines (Table 16).
    pub struct ExtensionProvider {
        /// Name of the provider.
        "name" name: Unchecked<ShortText>,
        /// Zipkin back end.
        "zipkin" zipkin: Zipkin,
    }

    /// A Zipkin back end (Table 17).
    pub struct Zipkin {
        /// Address of the service.
        "service" service: Unchecked<ServiceAddress>,
        /// Port of the service.
        "port" port: i64,
    }

    /// Access logs (vendor definitions only).
    pub struct AccessLogging {
        /// Log streams.
        "lts" lts: List<LtsConfig, 64>,
    }

    /// A log stream (vendor definitions only).
    pub struct LtsConfig {
        /// Id of the log group.
        "logGroupID" log_group_id: Unchecked<ShortText>,
        /// Id of the log stream.
        "logStreamID" log_stream_id: Unchecked<ShortText>,
    }

    /// Metrics (vendor definitions only).
    pub struct Metrics {
        /// Monitoring instances.
        "aom" aom: List<Aom, 64>,
    }

    /// A monitoring instance (vendor definitions only).
    pub struct Aom {
        /// Id of the instance.
        "instanceID" instance_id: Unchecked<ShortText>,
    }

    /// A tag (vendor definitions only).
    pub struct MeshTag {
        /// Key of the tag.
        "key" key: Unchecked<ShortText>,
        /// Value of the tag.
        "value" value: Unchecked<ShortText>,
    }

    /// State of a mesh (Table 29).
    pub struct MeshStatus {
        /// Phase, one of nine.
        "phase" phase: Unchecked<Phase>,
        /// When the mesh was last updated.
        "updateTimestamp" update_timestamp: Unchecked<Timestamp>,
        /// Why the phase is what it is (our own addition; a strict contract leaves it out).
        "meshwright" meshwright: MeshStatusDetail,
    }

    /// Why a mesh is in its phase (our own addition).
    pub struct MeshStatusDetail {
        /// A code for machines.
        "reason" reason: Unchecked<ShortText>,
        /// More for people.
        "message" message: Unchecked<MessageText>,
        /// The version that is really installed.
        "installedVersion" installed_version: Unchecked<ShortText>,
    }

    /// The answer of a list.
    pub struct MeshList {
        /// The constant `v1`.
        "apiVersion" api_version: Unchecked<ShortText>,
        /// The constant `MeshList`.
        "kind" kind: Unchecked<ShortText>,
        /// The meshes.
        "items" items: List<Mesh, 65_536>,
    }

    /// The body of an error (Tables 30 to 32).
    pub struct ErrorBody {
        /// Code of the error, 8 to 36 characters.
        "errorCode" error_code: Unchecked<ErrorCode>,
        /// Message, 2 to 512 characters.
        "errorMsg" error_msg: Unchecked<ErrorMessage>,
        /// Every fault of the request (our own addition; a strict contract leaves it out).
        "faults" faults: List<Fault, 1024>,
    }

    /// One fault of a request (our own addition).
    pub struct Fault {
        /// Code of the rule.
        "rule" rule: Unchecked<ShortText>,
        /// Path of the field.
        "field" field: Unchecked<MessageText>,
        /// What is wrong.
        "message" message: Unchecked<MessageText>,
        /// The way out.
        "help" help: Unchecked<MessageText>,
    }
}

/// What a selector selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selects {
    /// `installation.nodes`.
    Nodes,
    /// `injection.namespaces`.
    Namespaces,
}

impl Mesh {
    /// The clusters, each with its index.
    pub fn clusters(&self) -> impl Iterator<Item = (usize, &MeshCluster)> {
        self.spec
            .and(|spec| &spec.extend_params)
            .and_then(|params| params.clusters.get())
            .into_iter()
            .flat_map(List::iter)
    }

    /// The selectors of all clusters, each with its path and what it selects.
    pub fn selectors(&self) -> impl Iterator<Item = (FieldPath, Selects, &Selector)> {
        self.clusters().flat_map(|(index, cluster)| {
            let at = path!["spec", "extendParams", "clusters", index];
            let nodes = cluster.installation.and(|installation| &installation.nodes);
            let namespaces = cluster.injection.and(|injection| &injection.namespaces);
            let nodes = nodes.map(|s| (at.join("installation").join("nodes"), Selects::Nodes, s));
            let namespaces = namespaces.map(|s| {
                (
                    at.join("injection").join("namespaces"),
                    Selects::Namespaces,
                    s,
                )
            });
            nodes.into_iter().chain(namespaces)
        })
    }

    /// The proxy configuration, if there is one.
    pub fn proxy_config(&self) -> Option<&ProxyConfig> {
        self.spec.and(|spec| &spec.config)?.proxy_config.get()
    }

    /// The tracing configuration, if there is one.
    pub fn tracing(&self) -> Option<&Tracing> {
        self.spec
            .and(|spec| &spec.config)?
            .telemetry_config
            .and(|telemetry| &telemetry.tracing)
    }

    /// The version, if there is one and it is text.
    pub fn version(&self) -> Option<&str> {
        self.spec.and(|spec| &spec.version).map(Unchecked::as_str)
    }

    /// Whether this is what the service answers, not what a client sends: it has a phase, or an id
    /// together with a creation time.
    pub fn is_response(&self) -> bool {
        let metadata = self.metadata.get();
        let made = metadata.is_some_and(|metadata| {
            !metadata.uid.is_absent() && !metadata.creation_timestamp.is_absent()
        });
        made || self
            .status
            .get()
            .is_some_and(|status| !status.phase.is_absent())
    }
}
