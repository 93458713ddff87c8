//! All `ServiceMesh` objects of a cluster as they were last heard of, and how long ago that is.
//!
//! What is not fresh is not shown: old facts must not decide anything. Filled by [`watch`](crate::watch()).

use std::sync::Arc;
use std::time::Duration;

use meshwright_api::ServiceMesh;
use meshwright_policy::Document;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// All `ServiceMesh` objects of a cluster, as far as they are known.
#[derive(Debug)]
pub struct Meshes {
    state: watch::Sender<State>,
    bound: Duration,
}

/// How far what is known can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// The API server never told anything.
    NeverSynced,
    /// The API server says that it does not know the resource.
    NotServed,
    /// The API server was heard within the bound.
    Fresh,
    /// Nothing was heard for so long.
    Stale(Duration),
}

/// What is known.
#[derive(Debug, Clone, Default)]
struct State {
    /// Sorted by name.
    objects: Arc<Vec<Document>>,
    served: bool,
    heard: Option<Instant>,
    trouble: Option<Arc<str>>,
}

/// Tells when there is something new about [`Meshes`].
#[derive(Debug)]
pub struct News(watch::Receiver<State>, Duration);

impl Meshes {
    /// Nothing is known yet; what was heard counts as fresh for the time of `bound`.
    pub fn new(bound: Duration) -> Self {
        Self {
            state: watch::Sender::default(),
            bound,
        }
    }

    /// All objects, where that is known well enough to decide by.
    pub fn known(&self) -> Option<Arc<Vec<Document>>> {
        let state = self.state.borrow();
        let fresh = state.freshness(self.bound, Instant::now()) == Freshness::Fresh;
        fresh.then(|| Arc::clone(&state.objects))
    }

    /// How far what is known can be relied on.
    pub fn freshness(&self) -> Freshness {
        self.state.borrow().freshness(self.bound, Instant::now())
    }

    /// How long ago the API server was heard; `None` for never.
    pub fn age(&self) -> Option<Duration> {
        self.state.borrow().heard.map(|heard| heard.elapsed())
    }

    /// How many objects there were when it was heard.
    pub fn len(&self) -> usize {
        self.state.borrow().objects.len()
    }

    /// Whether there were none, or none is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Why nothing can be heard at the moment; `None` while all is well.
    pub fn trouble(&self) -> Option<Arc<str>> {
        self.state.borrow().trouble.clone()
    }

    /// What comes from now on.
    pub fn news(&self) -> News {
        News(self.state.subscribe(), self.bound)
    }

    /// These are all. What kept us from hearing of changes may do so still: only a watch shows that it
    /// does not.
    pub(crate) fn replace(&self, meshes: Vec<ServiceMesh>) {
        let document = |mesh| Document::ServiceMesh(Box::new(mesh));
        let mut objects: Vec<Document> = meshes.into_iter().map(document).collect();
        objects.sort_by(|a, b| a.name().cmp(&b.name()));
        self.state.send_modify(|state| {
            state.objects = Arc::new(objects);
            state.served = true;
            state.heard = Some(Instant::now());
        });
    }

    /// This one was written.
    pub(crate) fn put(&self, mesh: ServiceMesh) {
        let document = Document::ServiceMesh(Box::new(mesh));
        self.change(|objects| match place(objects, &document) {
            Ok(at) => objects.splice(at..=at, [document]).for_each(drop),
            Err(at) => objects.insert(at, document),
        });
    }

    /// This one is gone.
    pub(crate) fn remove(&self, mesh: ServiceMesh) {
        let document = Document::ServiceMesh(Box::new(mesh));
        self.change(|objects| {
            if let Ok(at) = place(objects, &document) {
                objects.remove(at);
            }
        });
    }

    /// All is as it was.
    pub(crate) fn hear(&self) {
        self.state.send_modify(State::hear);
    }

    /// The resource is not served: there are none.
    pub(crate) fn not_served(&self) {
        self.state.send_modify(|state| {
            state.hear();
            state.served = false;
            state.objects = Arc::default();
        });
    }

    /// Nothing can be heard.
    pub(crate) fn troubled(&self, why: &str) {
        self.state
            .send_modify(|state| state.trouble = Some(why.into()));
    }

    /// Whoever still reads the old list keeps it.
    fn change(&self, change: impl FnOnce(&mut Vec<Document>)) {
        self.state.send_modify(|state| {
            change(Arc::make_mut(&mut state.objects));
            state.hear();
        });
    }
}

fn place(objects: &[Document], wanted: &Document) -> Result<usize, usize> {
    objects.binary_search_by(|object| object.name().cmp(&wanted.name()))
}

impl State {
    fn hear(&mut self) {
        self.served = true;
        self.heard = Some(Instant::now());
        self.trouble = None;
    }

    fn freshness(&self, bound: Duration, now: Instant) -> Freshness {
        let Some(heard) = self.heard else {
            return Freshness::NeverSynced;
        };
        match now.duration_since(heard) {
            age if age > bound => Freshness::Stale(age),
            _ if self.served => Freshness::Fresh,
            _ => Freshness::NotServed,
        }
    }

    /// When it stops to be fresh; `None` where it is not.
    fn turns(&self, bound: Duration) -> Option<Instant> {
        let end = self.heard? + bound;
        (end >= Instant::now()).then_some(end)
    }
}

impl News {
    /// Waits until something was heard, went wrong or grew stale. `None` when the [`Meshes`] are gone.
    pub async fn next(&mut self) -> Option<()> {
        let Self(state, bound) = self;
        let turns = state.borrow_and_update().turns(*bound);
        let grown_stale = async {
            match turns {
                // A moment later: on the dot it is still fresh.
                Some(end) => sleep_until(end + Duration::from_millis(1)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = state.changed() => changed.ok(),
            () = grown_stale => Some(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: Duration = Duration::from_secs(10);

    fn mesh(name: &str) -> ServiceMesh {
        let text = format!(r#"{{"metadata": {{"name": "{name}"}}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    fn names(meshes: &Meshes) -> Vec<String> {
        let known = meshes.known().unwrap();
        let names = known.iter().filter_map(Document::name);
        names.map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn a_list_replaces_all_and_events_change_one() {
        let meshes = Meshes::new(BOUND);
        meshes.replace(vec![mesh("b"), mesh("a")]);
        meshes.put(mesh("c"));
        meshes.put(mesh("b"));
        let before = meshes.known().unwrap();
        meshes.remove(mesh("a"));
        meshes.remove(mesh("never there"));
        assert_eq!(names(&meshes), ["b", "c"]);
        assert_eq!(before.len(), 3, "a reader keeps what it read");
        meshes.replace(vec![mesh("d")]);
        assert_eq!(names(&meshes), ["d"]);
    }

    #[tokio::test]
    async fn nothing_is_shown_that_is_not_fresh() {
        let meshes = Meshes::new(BOUND);
        assert_eq!(meshes.freshness(), Freshness::NeverSynced);
        assert_eq!(meshes.known(), None);
        meshes.replace(vec![mesh("a")]);
        let state = meshes.state.borrow().clone();
        let heard = state.heard.unwrap();
        assert_eq!(state.freshness(BOUND, heard + BOUND), Freshness::Fresh);
        let late = BOUND + Duration::from_secs(1);
        assert_eq!(state.freshness(BOUND, heard + late), Freshness::Stale(late));
        meshes.not_served();
        assert_eq!(meshes.freshness(), Freshness::NotServed);
        assert_eq!(meshes.known(), None);
        assert!(meshes.is_empty());
    }

    #[tokio::test]
    async fn trouble_within_the_bound_takes_nothing_away() {
        let meshes = Meshes::new(BOUND);
        meshes.replace(vec![mesh("a")]);
        meshes.troubled("gone");
        assert_eq!(names(&meshes), ["a"]);
        assert_eq!(meshes.trouble().as_deref(), Some("gone"));
        meshes.hear();
        assert_eq!(meshes.trouble(), None);
    }

    #[tokio::test]
    async fn growing_stale_is_news() {
        let meshes = Meshes::new(Duration::from_millis(1));
        meshes.replace(Vec::new());
        let mut news = meshes.news();
        news.next().await.unwrap();
        assert!(matches!(meshes.freshness(), Freshness::Stale(_)));
    }
}
