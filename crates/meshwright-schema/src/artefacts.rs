//! All that is generated and committed, with its place in the repository.

use meshwright_policy::{Rule, rules};

use crate::crd::{self, crd};
use crate::{Example, NOTICE, index, page, policies, schemas};

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Its path from the root of the repository.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Folders that hold nothing but artefacts.
pub const FOLDERS: [&str; 5] = {
    let [early, late] = policies::FOLDERS;
    ["schemas", "deploy/crds", early, late, "docs/rules"]
};

/// Makes every artefact; `examples` finds the examples of a rule.
pub fn artefacts(mut examples: impl FnMut(&Rule) -> Vec<Example>) -> Vec<Artefact> {
    let schemas = schemas().iter().map(|schema| Artefact {
        path: format!("schemas/{}", schema.file()),
        text: schema.text(),
    });
    let pages = rules::all().iter().map(|rule| Artefact {
        path: format!("docs/rules/{}.md", rule.code),
        text: page(rule, &examples(rule)),
    });
    let others = [
        Artefact {
            path: "deploy/crds/servicemesh.istio.alibabacloud.com.yaml".to_owned(),
            text: crd(),
        },
        Artefact {
            path: "deploy/crds/kustomization.yaml".to_owned(),
            text: kustomization(),
        },
        Artefact {
            path: "deploy/charts/meshwright/templates/crd.yaml".to_owned(),
            text: crd::chart_template(),
        },
        Artefact {
            path: "docs/rules/README.md".to_owned(),
            text: index(),
        },
    ];
    schemas
        .chain(others)
        .chain(policies::files())
        .chain(pages)
        .collect()
}

/// Lets overlays name the folder of the definition.
fn kustomization() -> String {
    format!(
        "# {NOTICE}\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\
         resources:\n- servicemesh.istio.alibabacloud.com.yaml\n"
    )
}
