//! `ikd track`: sends what waits, asks the service what became of the applications, and prints where they stand.

use std::time::Duration;

use ikd_core::{
    app::Ikd,
    applications::{
        Application, ApplicationId, ApplicationState, Applications, FaceStep, LeftReason, StateKind, id_text,
    },
};
use serde_json::{Value, json};

use crate::{
    args::{Person, TrackArgs},
    commands::{
        form::texts_json,
        reached::{Reached, reached},
        services::spoken,
    },
    console::{Console, answer, complain, json_line, line, restore_on_signal, stopped},
    demo::Demo,
    explain,
    failure::{Failure, Outcome, all_yes},
    home::Home,
    phone,
    pins::{Pins, unlock},
    texts::{Texts, documents::moment},
};

/// How often the service is asked with `--wait`: the officer decides on a page of this machine.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Prints the states. Exit code 1 if `--wait` names a state that is not reached.
pub(crate) async fn run(texts: &'static Texts, args: TrackArgs) -> Outcome {
    restore_on_signal("");
    let outcome = tokio::select! {
        biased;
        code = stopped() => Err(Failure::Interrupted(code)),
        outcome = track(texts, &args) => outcome,
    };
    if let (Err(failure @ Failure::Failed { .. }), true) = (&outcome, args.json) {
        let input = args.id.map(id_text).unwrap_or_default();
        answer(&input, failure.code(), json!({}))?;
    }
    outcome
}

async fn track(texts: &'static Texts, args: &TrackArgs) -> Outcome {
    let console = Console::asking(texts);
    let home = Home::open_finished(args.home.as_deref(), texts)?;
    let demo = Demo::start(&home, 1, Person::Ordinary, texts).await?;
    let app = phone::open(&home, &demo.api_url(), demo.authority_pem(), texts)?;
    let pins = Pins { console: &console, from_lines: args.pin_stdin, texts };
    let reached = async {
        unlock(&app, &pins).await?;
        if args.wait.is_some() {
            let pages = demo.pages();
            complain(&(texts.counter_is_at)(&pages.counter, &pages.officer_name, &pages.officer_code));
        }
        let reached = wait_for(texts, args, &app).await?;
        show(texts, app.applications(), args.id, args.json)?;
        Ok(all_yes(reached))
    }
    .await;
    drop(app);
    demo.stop().await;
    reached
}

/// Asks the service once, or until the state is reached. Without an id, what had ended before is not waited for.
/// Returns whether it is reached.
async fn wait_for(texts: &'static Texts, args: &TrackArgs, app: &Ikd) -> Result<bool, Failure> {
    let open = |application: &Application| args.id.is_some() || !application.state.is_final();
    let waited: Vec<_> =
        watched(texts, app.applications(), args.id)?.into_iter().filter(open).map(|found| found.id).collect();
    loop {
        update(texts, app).await?;
        let Some(wanted) = args.wait else { return Ok(true) };
        let mut watched = watched(texts, app.applications(), args.id)?;
        watched.retain(|application| waited.contains(&application.id));
        if watched.is_empty() {
            return Err(Failure::new(
                "application-not-found",
                texts.catalogue().plain("error_application_not_found"),
            ));
        }
        let all: Vec<_> = watched.iter().map(|found| reached(found.state.kind(), wanted)).collect();
        if all.contains(&Reached::Never) {
            return Ok(false);
        }
        if all.iter().all(|one| *one == Reached::Yes) {
            return Ok(true);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Sends what waits, and fetches states and the documents that they announce.
async fn update(texts: &'static Texts, app: &Ikd) -> Result<(), Failure> {
    let applications = app.applications();
    let report = applications.send_queued(false).await.map_err(|error| explain::send(texts, &error))?;
    if let Some(error) = report.stopped {
        return Err(explain::service(texts, &error).into());
    }
    let outcome =
        applications.refresh().await.map_err(|error| explain::refresh_applications(texts, &error))?;
    if outcome.sync_documents {
        app.documents().sync().await.map_err(|error| explain::sync(texts, &error))?;
    }
    Ok(())
}

fn watched(
    texts: &'static Texts,
    applications: &Applications,
    id: Option<ApplicationId>,
) -> Result<Vec<Application>, Failure> {
    let list = applications.list().map_err(|error| explain::applications(texts, &error))?;
    Ok(list.into_iter().filter(|application| id.is_none_or(|id| id == application.id)).collect())
}

/// Prints one application, or all: where it stands, and what to do next.
pub(crate) fn show(
    texts: &'static Texts,
    applications: &Applications,
    id: Option<ApplicationId>,
    as_json: bool,
) -> Result<(), Failure> {
    let watched = watched(texts, applications, id)?;
    if id.is_some() && watched.is_empty() {
        return Err(Failure::new(
            "application-not-found",
            texts.catalogue().plain("error_application_not_found"),
        ));
    }
    for application in &watched {
        if as_json { json_line(&listed(application))? } else { print(texts, application)? }
    }
    Ok(())
}

fn print(texts: &'static Texts, application: &Application) -> Result<(), Failure> {
    let state = application.state.kind();
    let title = application.title.as_ref().map_or(application.service.as_str(), |title| spoken(texts, title));
    let catalogue = texts.catalogue();
    line(&format!(
        "{}  {title}  {}  {}",
        id_text(application.id),
        catalogue.of("application", state),
        moment(application.since),
    ))?;
    if waits_for_the_face(application) {
        line(&Console::wrapped(&format!("  {}", catalogue.of("left", LeftReason::FaceCheckNeeded))))?;
    } else if !without_documents(&application.state) {
        line(&Console::wrapped(&format!("  {}", catalogue.of("application_next", state))))?;
    }
    if let Some(returned) = &application.returned {
        line(&Console::wrapped(&format!("  {}", catalogue.of("returned", returned))))?;
    }
    if let Some(receipt) = &application.receipt {
        line(&format!("  {}  {}", receipt.number, receipt.office))?;
    }
    for (text, note) in details(texts, &application.state) {
        line(&Console::wrapped(&format!("  {text}")))?;
        if let Some(note) = note {
            line(&Console::wrapped(&(texts.officer_wrote)(&note)))?;
        }
    }
    Ok(())
}

/// Whether it is queued and leaves only after the face was shown.
fn waits_for_the_face(application: &Application) -> bool {
    let state = application.state.kind();
    application.face == FaceStep::Needed && matches!(state, StateKind::Queued | StateKind::Sending)
}

/// Whether it ended without a document to look at: only what came of it is said.
fn without_documents(state: &ApplicationState) -> bool {
    matches!(state, ApplicationState::Issued { documents, .. } if documents.is_empty())
}

/// What the state says: sentences, each with the officer's note.
fn details(texts: &'static Texts, state: &ApplicationState) -> Vec<(String, Option<String>)> {
    let reason = |code| texts.catalogue().of("reason", code).to_owned();
    match state {
        ApplicationState::VisitNeeded { place, until, bring } => {
            let until = until.map_or_else(String::new, |until| format!("{}  ", moment(until)));
            vec![(format!("{place}  {until}{bring}"), None)]
        }
        ApplicationState::Correct { items, .. } => items
            .iter()
            .map(|item| {
                let part = item.field.as_deref().or(item.attachment.as_deref()).unwrap_or_default();
                (format!("{part}: {}", reason(item.code)), item.note.clone())
            })
            .collect(),
        ApplicationState::Refused { code, note } => vec![(reason(*code), note.clone())],
        ApplicationState::Issued { result: Some(result), .. } => {
            vec![(spoken(texts, result).to_owned(), None)]
        }
        _ => Vec::new(),
    }
}

/// One application as a line of JSON. Times are seconds since 1970.
fn listed(application: &Application) -> Value {
    let mut line = json!({
        "id": id_text(application.id),
        "service": application.service,
        "revision": application.revision,
        "state": application.state.kind().name(),
        "since": application.since,
        "next": if waits_for_the_face(application) { "face-check" } else { next(&application.state) },
        "number": application.receipt.as_ref().map(|receipt| &receipt.number),
        "office": application.receipt.as_ref().map(|receipt| &receipt.office),
        "promise_until": application.receipt.as_ref().and_then(|receipt| receipt.promise_until),
    });
    if let Some(returned) = &application.returned {
        line["returned"] = json!(explain::code_of("returned", returned));
    }
    match &application.state {
        ApplicationState::VisitNeeded { place, until, bring } => {
            line["visit"] = json!({"place": place, "until": until, "bring": bring});
        }
        ApplicationState::Correct { until, items, differences, .. } => {
            let items = items.iter().map(|item| {
                json!({
                    "field": item.field, "attachment": item.attachment, "code": item.code.name(), "note": item.note,
                })
            });
            let fields: Vec<_> = differences.iter().map(|difference| &difference.field).collect();
            let items: Vec<_> = items.collect();
            line["correction"] = json!({"until": until, "items": items, "differences": fields});
        }
        ApplicationState::Refused { code, note } => {
            line["refusal"] = json!({"code": code.name(), "note": note});
        }
        ApplicationState::Issued { documents, result } => {
            line["documents"] = json!(documents.len());
            line["result"] = json!(result.as_ref().map(texts_json));
        }
        _ => {}
    }
    line
}

/// What the person does next, as a code.
fn next(state: &ApplicationState) -> &'static str {
    match state.kind() {
        StateKind::Draft => "complete",
        StateKind::Queued | StateKind::Sending => "connect",
        StateKind::Received | StateKind::InReview | StateKind::Approved | StateKind::Signing => "wait",
        StateKind::VisitNeeded => "visit",
        StateKind::Correct => "correct",
        StateKind::Issued if without_documents(state) => "nothing",
        StateKind::Issued => "see-documents",
        StateKind::Refused | StateKind::Withdrawn | StateKind::Expired => "apply-again",
    }
}

/// Reads the name of a state.
pub(crate) fn state_of(name: &str) -> Result<StateKind, String> {
    let found = StateKind::ALL.into_iter().find(|(_, known)| *known == name.replace('-', "_"));
    let names = || StateKind::ALL.map(|(_, name)| name).join(", ");
    found.map(|(state, _)| state).ok_or_else(|| format!("not one of {}", names()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_that_ended_without_a_document_sends_nobody_to_the_documents() {
        let issued = |documents| ApplicationState::Issued { documents, result: None };
        assert_eq!(next(&issued(Vec::new())), "nothing");
        assert_eq!(next(&issued(vec![ikd_proof::DocumentId([7; 16])])), "see-documents");
    }
}
