//! The routes of the contract (`openapi.yaml`).
//!
//! Every route that changes something needs the phone's signature. Every error is answered with problem details. Every
//! answer carries the service's own `Date`.

mod account;
mod activation;
mod application_files;
mod applications;
mod call;
mod documents;
mod face_checks;
mod forms;
mod middleware;
mod paging;
mod pairing;
mod photo;
mod problem;
mod registrations;
mod trust;
mod upload;
mod views;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{delete, get, head, post},
};

pub(crate) use call::{Call, Caller, unless_known};
pub(crate) use problem::{Answer, Problem};
pub(crate) use upload::is_jpeg;

use crate::{pages, service::Shared};

/// All routes.
pub(crate) fn router(service: Shared) -> Router {
    Router::new()
        .route("/v1/trust", get(trust::read))
        .route("/v1/registrations", post(registrations::create))
        .route("/v1/registrations/{id}", get(registrations::read).delete(registrations::give_up))
        .route("/v1/registrations/{id}/photo", head(photo::offset).post(photo::announce).patch(photo::append))
        .route("/v1/registrations/{id}/pairing", post(pairing::by_token))
        .route("/v1/registrations/{id}/captcha", post(activation::captcha))
        .route("/v1/registrations/{id}/activation", post(activation::activate))
        .route("/v1/registrations/{id}/activation/resend", post(activation::resend))
        .route("/v1/registrations/{id}/amendment", post(registrations::amend))
        .route("/v1/account", get(account::read))
        .route("/v1/documents", get(documents::list))
        .route("/v1/documents/{id}", get(documents::read))
        .route("/v1/views", post(views::issue))
        .route("/v1/face-checks", post(face_checks::ask))
        .route("/v1/face-checks/{id}", get(face_checks::read))
        .route("/v1/face-checks/{id}/photo", post(face_checks::announce).patch(face_checks::append))
        .route("/v1/face-checks/{id}/answer", post(face_checks::answer))
        .route("/v1/forms", get(forms::list))
        .route("/v1/forms/{service}/{version}", get(forms::read))
        .route("/v1/applications", get(applications::list))
        .route("/v1/applications/{id}", get(applications::read).put(applications::put))
        .route("/v1/applications/{id}/withdrawal", post(applications::withdraw))
        .route(
            "/v1/applications/{id}/files/{sha256}",
            head(application_files::offset)
                .post(application_files::announce)
                .patch(application_files::append),
        )
        .route("/v1/devices/current", delete(account::release))
        // For people who open the link of the mail outside the app.
        .route(pages::ACTIVATION_PATH, get(pages::on_service_host))
        .route("/pages.css", get(pages::style))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(from_fn_with_state(service.clone(), middleware::apply))
        .with_state(service)
}

#[cfg(test)]
mod tests;
