//! Accepts connections, speaks TLS on them and hands them to the routes.
//!
//! At most [`MOST_CONNECTIONS`] are open at a time, and silent ones are closed. Every request carries a [`Connection`]
//! through which the fault plan can break the connection it came on.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{Extension, Router};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, Semaphore, watch},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use super::{Counted, Counters, FaultPlan};

/// More connections than this at once wait to be accepted.
const MOST_CONNECTIONS: usize = 256;
/// For the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// For the headers of a request, a pause between two included: a phone may come back to an idle connection.
const PAUSE: Duration = Duration::from_secs(75);
/// Requests one connection may have under way at once (HTTP/2 streams).
const MOST_STREAMS: u32 = 32;
/// Header bytes of one request.
const LARGEST_HEADERS: u32 = 16 * 1024;

/// The connection a request came on.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    /// Address of the other end.
    pub(crate) peer: IpAddr,
    cut: Arc<Notify>,
}

impl Connection {
    /// Breaks the connection at once, with all requests under way on it.
    pub(crate) fn cut(&self) {
        self.cut.notify_one();
    }
}

/// What the accept loop needs.
pub(crate) struct Listening {
    pub(crate) listener: TcpListener,
    pub(crate) tls: Arc<ServerConfig>,
    pub(crate) wrong_tls: Arc<ServerConfig>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) faults: Arc<FaultPlan>,
    pub(crate) routes: Router,
}

/// Serves until `stop` changes; then drops every connection.
pub(crate) async fn serve(listening: Listening, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let place = tokio::select! {
            _ = stop.changed() => break,
            place = Arc::clone(&places).acquire_owned() => place.expect("the semaphore is never closed"),
        };
        let (stream, peer) = tokio::select! {
            _ = stop.changed() => break,
            accepted = listening.listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // Out of descriptors or a peer that left: neither ends the service.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
        };
        let tls = if listening.faults.wrong_certificate() { &listening.wrong_tls } else { &listening.tls };
        // Small answers leave at once; without it a delayed acknowledgement would add 40 ms to each.
        let _ = stream.set_nodelay(true);
        let acceptor = TlsAcceptor::from(Arc::clone(tls));
        let counted = Counted::new(stream, Arc::clone(&listening.counters));
        let connection = Connection { peer: peer.ip(), cut: Arc::new(Notify::new()) };
        let routes = listening.routes.clone();
        connections.spawn(async move {
            let cut = Arc::clone(&connection.cut);
            tokio::select! {
                () = cut.notified() => {}
                () = one(acceptor, counted, connection, routes) => {}
            }
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
    connections.shutdown().await;
}

async fn one(acceptor: TlsAcceptor, stream: Counted<TcpStream>, connection: Connection, routes: Router) {
    let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await else { return };
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(PAUSE).max_buf_size(LARGEST_HEADERS as usize);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(LARGEST_HEADERS)
        .keep_alive_interval(Duration::from_secs(30));
    let service = TowerToHyperService::new(routes.layer(Extension(connection)));
    // Errors of a connection are the phone's to handle; the sandbox has no use for them.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}
