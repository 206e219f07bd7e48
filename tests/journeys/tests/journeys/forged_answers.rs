//! A service that sends receipts and pairing statements made for another registration: the phone refuses them.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::{
    registration::{FormShape, RegistrationError, Step, SubmitError},
    service::{HttpRequest, Method, Transport, TransportFuture},
};
use ikd_journeys::{Interceptor, Phone, World};
use ikd_sandbox::{Approval, CutPoint, Fault, FaultKind, Statement};
use serde_json::Value;

/// Observes or changes a JSON answer on its way to the phone.
type Change = Box<dyn Fn(Method, &str, &mut Value) + Send + Sync>;

/// A network that passes each JSON answer through [`Change`].
struct Network(Change);

impl Interceptor for Network {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        Box::pin(async move {
            let (method, target) = (request.method, request.target.clone());
            let mut answer = network.send(request).await?;
            if let Ok(mut value) = serde_json::from_slice(&answer.body) {
                (self.0)(method, &target, &mut value);
                answer.body = value.to_string().into_bytes();
            }
            Ok(answer)
        })
    }
}

fn phone_with_network(
    world: &World,
    name: &str,
    change: impl Fn(Method, &str, &mut Value) + Send + Sync + 'static,
) -> Phone {
    let mut phone = world.new_phone(name);
    phone.restart_behind(Arc::new(Network(Box::new(change))));
    phone
}

/// A pairing statement, if one is set.
#[derive(Clone, Default)]
struct PairingStatement(Arc<Mutex<Option<Value>>>);

impl PairingStatement {
    fn get(&self) -> Option<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, statement: Option<Value>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = statement;
    }
}

/// The statement that another phone was paired, with a valid signature of the counter.
async fn statement_for_another_phone(world: &World) -> Value {
    let statement = PairingStatement::default();
    let seen = statement.clone();
    let mut other = phone_with_network(world, "other", move |_, _, answer| {
        if let Some(found) = answer.get("pairing_statement") {
            seen.set(Some(found.clone()));
        }
    });
    other.send_all(&world.adult(), FormShape::Short).await;
    other.pair().await;
    statement.get().expect("the other phone was paired")
}

/// A phone at the counter. While a forged statement is set, it replaces the one in each status.
async fn at_the_counter(world: &World) -> (Phone, PairingStatement) {
    let forged = PairingStatement::default();
    let replacement = forged.clone();
    let mut phone = phone_with_network(world, "a", move |method, _, answer| {
        if let (Method::Get, Some(forged), Some(statement)) =
            (method, replacement.get(), answer.get_mut("pairing_statement"))
        {
            *statement = forged;
        }
    });
    phone.send_all(&world.adult(), FormShape::Short).await;
    (phone, forged)
}

/// Asserts that the phone refuses the status and stays at its step.
async fn assert_status_is_refused(phone: &mut Phone) {
    let before = phone.step();
    let outcome = phone.app().registration().check_status().await;
    assert_eq!((outcome, phone.step()), (Err(RegistrationError::Mismatch), before));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_for_another_registration_is_refused() {
    let world = World::new().await;
    let mut phone = phone_with_network(&world, "a", |method, target, answer| {
        if (method, target) == (Method::Post, "/v1/registrations") {
            answer["id"] = "AAAAAAAAAAAAAAAAAAAAAA".into();
        }
    });
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    let submitted = phone.app().registration().submit().await;
    assert_eq!(submitted, Err(SubmitError::Registration(RegistrationError::Mismatch)));
    assert!(matches!(phone.step(), Step::Uploading { sent: 0, .. }), "{:?}", phone.step());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_decision_state_with_a_statement_for_another_phone_is_refused() {
    let world = World::new().await;
    let (mut phone, forged) = at_the_counter(&world).await;
    let qr = phone.app().registration().pairing_qr().expect("a QR");
    world.sandbox.office().scan_phone(&qr.text).expect("the counter scans it");
    forged.set(Some(statement_for_another_phone(&world).await));
    assert_status_is_refused(&mut phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_activation_state_with_a_statement_for_another_phone_is_refused() {
    let world = World::new().await;
    let (mut phone, forged) = at_the_counter(&world).await;
    phone.pair().await;
    forged.set(Some(statement_for_another_phone(&world).await));
    let (id, digits) = (phone.registration_at_counter(), phone.digits());
    assert_eq!(world.sandbox.office().approve(&id, &Statement::confirmed(&digits)), Ok(Approval::CodeSent));
    assert_status_is_refused(&mut phone).await;
    forged.set(None);
    phone.check_status().await;
    assert!(matches!(phone.step(), Step::Activation { .. }), "{:?}", phone.step());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conflict_state_with_a_statement_for_another_phone_is_refused() {
    let world = World::new().await;
    world.new_phone("old").register(&world.adult()).await;
    let (mut phone, forged) = at_the_counter(&world).await;
    phone.pair().await;
    forged.set(Some(statement_for_another_phone(&world).await));
    let (id, digits) = (phone.registration_at_counter(), phone.digits());
    assert_eq!(
        world.sandbox.office().approve(&id, &Statement::confirmed(&digits)),
        Ok(Approval::SecondDevice)
    );
    assert_status_is_refused(&mut phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_active_state_with_a_statement_for_another_phone_is_refused() {
    let world = World::new().await;
    let adult = world.adult();
    let (mut phone, forged) = at_the_counter(&world).await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    let code = phone.code_from_mail(&adult.email);
    // The captcha arrives, but not the answer to the activation: the phone learns of the activation from the status.
    let (method, path) = (Some("POST".to_owned()), "/v1".to_owned());
    let kind = FaultKind::Cut(CutPoint::AfterRequest);
    world.sandbox.control().set_faults(vec![Fault { method, path, skip: 1, times: 8, kind }]);
    phone.type_code(&code).await.expect_err("the answer is lost");
    world.network_returns();
    forged.set(Some(statement_for_another_phone(&world).await));
    assert_status_is_refused(&mut phone).await;
    forged.set(None);
    phone.check_status().await;
    assert_eq!(phone.step(), Step::CreatePin);
}
