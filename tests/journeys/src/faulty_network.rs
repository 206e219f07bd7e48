//! A network on which one request goes wrong: the n-th of a journey, in a way that the test chose.
//!
//! Cuts are made by the sandbox, whose connection breaks; the rest is done here, between the phone and its transport.

use std::{
    future::pending,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ikd_core::service::{HttpRequest, Transport, TransportFuture};
use ikd_sandbox::{Control, CutPoint, Fault, FaultKind};
use tokio::sync::Notify;

use crate::Interceptor;

/// Longer than any exchange may take: 60 s, and one more for each 4096 bytes of its body.
const LATE: Duration = Duration::from_secs(120);

/// What happens to the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkFault {
    /// The connection breaks at this point.
    Cut(CutPoint),
    /// The service acts, and half of its answer arrives. An answer without a body arrives.
    HalfAnswer,
    /// The service gets the same bytes twice, and the phone the first answer.
    Doubled,
    /// The service acts, and its answer comes after the phone has given the exchange up. Needs [`crate::hurry_time`].
    Late,
    /// The service acts, and the process is killed before the answer arrives.
    Killed,
}

/// Why a call of the phone will not end: the test drops it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interruption {
    /// The person left the screen, and the call was cancelled.
    Cancelled,
    /// The process is killed.
    Killed,
}

/// See the module. Requests are counted from [`FaultyNetwork::begin`] on, each exchange of a call by itself.
pub struct FaultyNetwork {
    control: Control,
    fault: Option<(usize, NetworkFault)>,
    begun: AtomicBool,
    state: Mutex<State>,
    interrupted: Notify,
}

#[derive(Default)]
struct State {
    requests: Vec<String>,
    /// Whether an upload was left half done: it happens once.
    left: bool,
    interruption: Option<Interruption>,
}

impl FaultyNetwork {
    /// A network on which the request `at` meets a fault; the first is 0. Without one, it only counts.
    #[must_use]
    pub fn new(control: Control, fault: Option<(usize, NetworkFault)>) -> Self {
        let (begun, state, interrupted) = Default::default();
        Self { control, fault, begun, state, interrupted }
    }

    /// Starts counting.
    pub fn begin(&self) {
        self.begun.store(true, Ordering::SeqCst);
    }

    /// The requests so far: method and path without ids.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// Returns when the call under way will not end, and why.
    pub async fn interrupted(&self) -> Interruption {
        loop {
            self.interrupted.notified().await;
            if let Some(interruption) = self.state().interruption.take() {
                return interruption;
            }
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn interrupt<T>(&self, interruption: Interruption) -> T {
        self.state().interruption = Some(interruption);
        self.interrupted.notify_one();
        pending().await
    }

    /// Counts the request, and returns the fault that it meets.
    fn count(&self, request: &HttpRequest) -> Option<NetworkFault> {
        let requests = &mut self.state().requests;
        requests.push(name(request));
        self.fault.filter(|(at, _)| at + 1 == requests.len()).map(|(_, fault)| fault)
    }

    /// Whether the phone is interrupted before this request: the second part of the first file. So every journey asks
    /// the service how much of a file it has.
    fn leaves(&self, request: &HttpRequest) -> bool {
        let second = request.headers.iter().any(|(name, value)| *name == "upload-offset" && value != "0");
        second && !std::mem::replace(&mut self.state().left, true)
    }

    fn order(&self, request: &HttpRequest, kind: FaultKind) {
        self.control.set_faults(vec![Fault {
            method: Some(request.method.as_str().to_owned()),
            path: request.target.split('?').next().unwrap_or_default().to_owned(),
            skip: 0,
            times: 1,
            kind,
        }]);
    }
}

/// Method and path, with `*` for what differs from run to run.
fn name(request: &HttpRequest) -> String {
    let path = request.target.split('?').next().unwrap_or_default();
    let parts = path.split('/').map(|part| if part.len() > 20 { "*" } else { part });
    let part = request.headers.iter().find(|(name, _)| *name == "upload-offset");
    let at = part.map_or_else(String::new, |(_, offset)| format!(" from {offset}"));
    format!("{} {}{at}", request.method.as_str(), parts.collect::<Vec<_>>().join("/"))
}

fn again(request: &HttpRequest) -> HttpRequest {
    let HttpRequest { method, target, headers, body } = request;
    HttpRequest { method: *method, target: target.clone(), headers: headers.clone(), body: body.clone() }
}

impl Interceptor for FaultyNetwork {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        if !self.begun.load(Ordering::SeqCst) {
            return network.send(request);
        }
        Box::pin(async move {
            if self.leaves(&request) {
                return self.interrupt(Interruption::Cancelled).await;
            }
            match self.count(&request) {
                None => network.send(request).await,
                Some(NetworkFault::Cut(point)) => {
                    self.order(&request, FaultKind::Cut(point));
                    network.send(request).await
                }
                Some(NetworkFault::HalfAnswer) => {
                    self.order(&request, FaultKind::TruncatedBody);
                    network.send(request).await
                }
                Some(NetworkFault::Doubled) => {
                    let second = again(&request);
                    let answer = network.send(request).await;
                    let _ = network.send(second).await;
                    answer
                }
                Some(NetworkFault::Late) => {
                    let _answer = network.send(request).await;
                    tokio::time::advance(LATE).await;
                    // The caller's deadline has passed, and it drops this future with the answer.
                    pending().await
                }
                Some(NetworkFault::Killed) => {
                    let _answer = network.send(request).await;
                    self.interrupt(Interruption::Killed).await
                }
            }
        })
    }
}
