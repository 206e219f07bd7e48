//! A service that answers otherwise than it does.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::service::{HttpRequest, Transport, TransportFuture};

use crate::{Interceptor, Phone};

/// Told the path and query of a request; changes the body of its answer.
type Lie = dyn Fn(&str, &mut Vec<u8>) + Send + Sync;

/// A service between a phone and the sandbox. Honest until told to lie; cheap to clone, all clones are the same.
#[derive(Clone, Default)]
pub struct LyingService {
    lie: Arc<Mutex<Option<Arc<Lie>>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl LyingService {
    /// Restarts the app of a phone with this service in front of the usual one.
    pub fn serve(phone: &mut Phone) -> Self {
        let service = Self::default();
        phone.restart_behind(Arc::new(service.clone()));
        service
    }

    /// Lies from now on.
    pub fn lies(&self, lie: impl Fn(&str, &mut Vec<u8>) + Send + Sync + 'static) {
        *self.lie.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(lie));
    }

    /// Tells the truth from now on.
    pub fn tells_the_truth(&self) {
        *self.lie.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What was asked since the last call of this, oldest first; `closed` where idle connections were closed.
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, what: &str) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(what.to_owned());
    }
}

impl Interceptor for LyingService {
    fn close_idle(&self) {
        self.note("closed");
    }

    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        let target = request.target.clone();
        self.note(&target);
        Box::pin(async move {
            let mut answer = network.send(request).await?;
            let lie = self.lie.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(lie) = lie {
                lie(&target, &mut answer.body);
            }
            Ok(answer)
        })
    }
}
