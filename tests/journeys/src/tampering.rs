//! A service whose answers a test can change.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::service::{HttpRequest, Transport, TransportFuture};

use crate::{Interceptor, Phone};

/// Receives the path and query of a request, and may change the body of its answer.
type Change = dyn Fn(&str, &mut Vec<u8>) + Send + Sync;

/// A service between a phone and the sandbox. It forwards answers unchanged until a test tampers with them. Clones
/// share their state.
#[derive(Clone, Default)]
pub struct TamperingService {
    change: Arc<Mutex<Option<Arc<Change>>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl TamperingService {
    /// Restarts the app of a phone with a new tampering service in front of its network.
    pub fn serve(phone: &mut Phone) -> Self {
        let service = Self::default();
        phone.restart_behind(Arc::new(service.clone()));
        service
    }

    /// Changes answers from now on.
    pub fn tamper(&self, change: impl Fn(&str, &mut Vec<u8>) + Send + Sync + 'static) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(change));
    }

    /// Forwards answers unchanged from now on.
    pub fn stop_tampering(&self) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The requests since the last call of this function, oldest first; `closed` where idle connections were closed.
    pub fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, what: &str) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(what.to_owned());
    }
}

impl Interceptor for TamperingService {
    fn close_idle(&self) {
        self.note("closed");
    }

    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        let target = request.target.clone();
        self.note(&target);
        Box::pin(async move {
            let mut answer = network.send(request).await?;
            let change = self.change.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(change) = change {
                change(&target, &mut answer.body);
            }
            Ok(answer)
        })
    }
}
