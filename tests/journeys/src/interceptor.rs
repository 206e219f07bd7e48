//! A layer between a phone and the sandbox that observes, changes, delays or replaces answers.

use std::sync::Arc;

use ikd_core::{
    service::{HttpRequest, Transport, TransportFuture},
    time::ServiceClock,
};

/// Handles the requests of a phone.
pub trait Interceptor: Send + Sync {
    /// Answers the request, or sends it over `network`.
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a>;

    /// Called when the phone closes its idle connections.
    fn close_idle(&self) {}
}

/// Puts an interceptor in front of a network.
pub fn intercept(network: Arc<dyn Transport>, interceptor: Arc<dyn Interceptor>) -> Arc<dyn Transport> {
    Arc::new(Intercepted(network, interceptor))
}

struct Intercepted(Arc<dyn Transport>, Arc<dyn Interceptor>);

impl Transport for Intercepted {
    fn authority(&self) -> &str {
        self.0.authority()
    }

    fn use_clock(&self, clock: Arc<ServiceClock>) {
        self.0.use_clock(clock);
    }

    fn close_idle(&self) {
        self.1.close_idle();
        self.0.close_idle();
    }

    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        self.1.send(request, &*self.0)
    }
}
