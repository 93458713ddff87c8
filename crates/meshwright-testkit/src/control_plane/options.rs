//! What a control plane is to be like.

/// Options of a control plane; the default is the newest version, with `admin` as its only user.
///
/// ```
/// use meshwright_testkit::Options;
///
/// let options = Options::new().emulating(33).user("reader", &["viewers"]);
/// # let _: Options = options;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub(super) emulated: Option<u8>,
    pub(super) flags: Vec<String>,
    pub(super) users: Vec<(String, Vec<String>)>,
    pub(super) audited: bool,
    pub(super) audited_users: Vec<String>,
}

impl Options {
    /// The default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Behaves as Kubernetes 1.`minor`: what came later is off. From 33 to 36.
    pub fn emulating(mut self, minor: u8) -> Self {
        self.emulated = Some(minor);
        self
    }

    /// A user with a token of its own, who may do nothing until a role is bound.
    pub fn user(mut self, name: &str, groups: &[&str]) -> Self {
        let groups = groups.iter().map(|&group| group.to_owned()).collect();
        self.users.push((name.to_owned(), groups));
        self
    }

    /// One more flag for the API server.
    pub fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// Keeps an audit log of every change, for [`ControlPlane::audit`](super::ControlPlane::audit).
    pub fn audited(mut self) -> Self {
        self.audited = true;
        self
    }

    /// Keeps an audit log of every change, and of all that one user asks for.
    pub fn audited_for(mut self, user: &str) -> Self {
        self.audited_users.push(user.to_owned());
        self.audited()
    }
}
