//! `ikd apply`: fills in a form of a registered home from a file, queues it, and sends it.
//!
//! If an answer or a paper is wrong, the draft is erased again, and each problem is one line of JSON.

use std::{collections::BTreeMap, process::ExitCode};

use ikd_core::{
    app::Ikd,
    applications::{
        self, AnswerError, ApplicationId, Applications, AttachError, DiscardError, FaceStep, ReturnReason,
        Review, StateKind,
    },
    face_check::{FaceCheckState, FacePurpose, FaceReference, Photo},
    papers,
    selfie::Portrait,
    service::ApplicationFault,
};
use ikd_proof::form::{Problem, Severity};
use serde_json::{Value, json};

use crate::{
    args::{ApplyArgs, Person},
    commands::{face_check, track::show},
    console::{Console, answer, complain, json_line, restore_on_signal, stopped},
    demo::Demo,
    explain,
    failure::{Failure, Outcome},
    home::Home,
    input, phone,
    pins::{Pins, unlock},
    texts::Texts,
};

mod answers;

/// What the person gives.
struct Given {
    answers: BTreeMap<String, String>,
    papers: Vec<(String, papers::Paper)>,
    face: Option<Portrait>,
}

/// What became of the application.
enum Applied {
    /// It is queued, or the service has it.
    Queued,
    /// Answers or papers are wrong; the lines say which.
    Wrong,
}

/// Applies. Exit code 2 if an answer or a paper is wrong.
pub(crate) async fn run(texts: &'static Texts, args: ApplyArgs) -> Outcome {
    restore_on_signal("");
    let outcome = tokio::select! {
        biased;
        code = stopped() => Err(Failure::Interrupted(code)),
        outcome = apply(texts, &args) => outcome,
    };
    if let (Err(failure @ Failure::Failed { .. }), true) = (&outcome, args.json) {
        answer(&args.service, failure.code(), json!({}))?;
    }
    outcome.map(|applied| match applied {
        Applied::Queued => ExitCode::SUCCESS,
        Applied::Wrong => ExitCode::from(2),
    })
}

async fn apply(texts: &'static Texts, args: &ApplyArgs) -> Result<Applied, Failure> {
    let given = Given {
        answers: read_answers(args, texts)?,
        papers: read_papers(args, texts)?,
        face: args.face.as_deref().map(|photo| face_check::portrait(texts, photo)).transpose()?,
    };
    let console = Console::asking(texts);
    let home = Home::open_finished(args.home.as_deref(), texts)?;
    let demo = match args.offline {
        true => None,
        false => Some(Demo::start(&home, 1, Person::Ordinary, texts).await?),
    };
    let app = match &demo {
        Some(demo) => phone::open(&home, &demo.api_url(), demo.authority_pem(), texts)?,
        None => phone::open_offline(&home, texts)?,
    };
    let pins = Pins { console: &console, from_lines: args.pin_stdin, texts };
    let applied = async {
        unlock(&app, &pins).await?;
        filled_in(texts, args, &app, given).await
    }
    .await;
    drop(app);
    if let Some(demo) = demo {
        demo.stop().await;
    }
    applied
}

/// Fills in, queues and sends. What was neither queued nor taken by the service leaves no draft.
async fn filled_in(
    texts: &'static Texts,
    args: &ApplyArgs,
    app: &Ikd,
    given: Given,
) -> Result<Applied, Failure> {
    let applications = app.applications();
    let id = applications.start(&args.service).map_err(|error| explain::start(texts, &error))?;
    let applied = applied(texts, args, app, id, given).await;
    if !matches!(applied, Ok(Applied::Queued)) {
        match applications.discard(id) {
            // Queued or sent before it failed.
            Ok(()) | Err(DiscardError::Open) => {}
            Err(error) => return Err(explain::discard(texts, &error).into()),
        }
    }
    applied
}

async fn applied(
    texts: &'static Texts,
    args: &ApplyArgs,
    app: &Ikd,
    id: ApplicationId,
    given: Given,
) -> Result<Applied, Failure> {
    let applications = app.applications();
    let mut problems = set(texts, applications, id, &given.answers)?;
    problems.extend(attach(texts, applications, id, &given.papers)?);
    let review = applications.review(id).map_err(|error| explain::applications(texts, &error))?;
    // An answer that was refused is missing, too: only the first reason is told.
    let told = |problem: &Problem| {
        let key = problem.field.as_deref().or(problem.attachment.as_deref());
        problems.iter().any(|line| key.is_some() && part(line) == key)
    };
    let found: Vec<_> = review.problems.iter().filter(|problem| !told(problem)).map(problem_line).collect();
    let wrong = !problems.is_empty() || !review.can_queue;
    for line in problems.iter().chain(&found).filter(|_| wrong || args.json) {
        json_line(line)?;
    }
    if wrong {
        return Ok(Applied::Wrong);
    }
    if !args.json {
        explain_costs(texts, &review);
    }
    applications.queue(id).map_err(|error| explain::queue(texts, &error))?;
    if !args.offline {
        if let (FaceStep::Needed, Some(face)) = (review.face, &given.face) {
            show_face(texts, app, id, face).await;
        }
        let report = applications.send(id).await.map_err(|error| explain::send(texts, &error))?;
        if let Some(error) = report.stopped {
            complain(&Console::wrapped(&explain::service(texts, &error).sentence));
        }
        if let Some(outcome) = given_back(texts, applications, id)? {
            return outcome;
        }
    }
    show(texts, applications, Some(id), args.json)?;
    Ok(Applied::Queued)
}

/// What the service said if it gave the application back: `None` if it did not.
fn given_back(
    texts: &'static Texts,
    applications: &Applications,
    id: ApplicationId,
) -> Result<Option<Result<Applied, Failure>>, Failure> {
    let list = applications.list().map_err(|error| explain::applications(texts, &error))?;
    let application = list.into_iter().find(|application| application.id == id);
    let Some(application) = application.filter(|found| found.state.kind() == StateKind::Draft) else {
        return Ok(None);
    };
    Ok(application.returned.map(|returned| match &returned {
        ReturnReason::Invalid(faults) if !faults.is_empty() => {
            faults.iter().try_for_each(|fault| json_line(&fault_line(fault)))?;
            Ok(Applied::Wrong)
        }
        reason => {
            Err(Failure::new(explain::code_of("returned", reason), texts.catalogue().of("returned", reason)))
        }
    }))
}

/// Shows the face to the service. What goes wrong is told: the application is queued, and waits for it.
async fn show_face(texts: &'static Texts, app: &Ikd, id: ApplicationId, face: &Portrait) {
    let checks = app.face_checks();
    let shown = async {
        let asked = checks.request(FacePurpose::Application, FaceReference::new(id.0)).await?;
        let FaceCheckState::Open { .. } = asked else { return Ok(asked) };
        checks.answer(&Photo { jpeg: &face.jpeg, advice: face.advice() }).await
    };
    let trouble = match shown.await {
        Ok(FaceCheckState::Refused { reason, guidance, .. }) => {
            explain::face_refusal(texts, reason, &guidance)
        }
        Ok(_) => return,
        Err(error) => explain::face_check(texts, &error),
    };
    complain(&Console::wrapped(&trouble.sentence));
}

fn explain_costs(texts: &Texts, review: &Review) {
    for problem in &review.problems {
        complain(&Console::wrapped(super::services::spoken(texts, &problem.text)));
    }
    complain(&(texts.application_costs)(review.bytes, review.slow_seconds()));
}

/// Sets the answers in the order of the form, because an answer can decide which others are asked.
fn set(
    texts: &'static Texts,
    applications: &Applications,
    id: ApplicationId,
    answers: &BTreeMap<String, String>,
) -> Result<Vec<Value>, Failure> {
    let contents = applications.open(id).map_err(|error| explain::applications(texts, &error))?;
    let keys: Vec<_> = contents.definition.fields().map(|field| field.key.clone()).collect();
    let unknown = answers.keys().filter(|key| !keys.contains(key));
    let mut wrong: Vec<_> = unknown.map(|key| wrong_line("field", key, "unknown-field")).collect();
    for (key, text) in keys.iter().filter_map(|key| Some((key, answers.get(key)?))) {
        let check = match applications.set(id, key, text) {
            Ok(()) => continue,
            Err(AnswerError::Value(error)) => error.code(),
            Err(AnswerError::UnknownField) => "unknown-field",
            Err(AnswerError::Locked) => "locked",
            Err(AnswerError::NotMarked) => "not-marked",
            Err(AnswerError::Other(error)) => return Err(explain::applications(texts, &error).into()),
        };
        wrong.push(wrong_line("field", key, check));
    }
    Ok(wrong)
}

/// Adds the papers; several of one kind are its pages.
fn attach(
    texts: &'static Texts,
    applications: &Applications,
    id: ApplicationId,
    papers: &[(String, papers::Paper)],
) -> Result<Vec<Value>, Failure> {
    let mut pages: BTreeMap<&str, u8> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (kind, paper) in papers {
        for advice in paper.advice() {
            complain(texts.catalogue().of("paper_advice", advice));
        }
        let page = pages.entry(kind).or_default();
        *page = page.saturating_add(1);
        let check = match applications.attach(id, kind, *page, applications::Paper { jpeg: paper.jpeg() }) {
            Ok(()) => continue,
            Err(AttachError::UnknownKind) => "unknown-attachment",
            Err(AttachError::NoSuchPage { .. }) => "attachment-pages",
            Err(error) => return Err(explain::attach(texts, &error).into()),
        };
        wrong.push(wrong_line("attachment", kind, check));
    }
    Ok(wrong)
}

/// The line of an answer or paper that was not taken.
fn wrong_line(part: &str, key: &str, check: &str) -> Value {
    json!({part: key, "check": check, "severity": Severity::Error.name()})
}

/// The line of what the form's checks say.
fn problem_line(problem: &Problem) -> Value {
    let mut line = json!({"check": problem.check, "severity": problem.severity.name()});
    for (part, key) in [("field", &problem.field), ("attachment", &problem.attachment)] {
        if let Some(key) = key {
            line[part] = json!(key);
        }
    }
    line
}

/// The line of what the service refused.
fn fault_line(fault: &ApplicationFault) -> Value {
    let mut line = json!({"check": fault.check, "severity": Severity::Error.name()});
    for (part, key) in [("field", &fault.field), ("attachment", &fault.attachment)] {
        if let Some(key) = key {
            line[part] = json!(key);
        }
    }
    line
}

/// The field or attachment of a line.
fn part(line: &Value) -> Option<&str> {
    line.get("field").or_else(|| line.get("attachment"))?.as_str()
}

fn read_answers(args: &ApplyArgs, texts: &Texts) -> Result<BTreeMap<String, String>, Failure> {
    if args.pin_stdin && input::is_standard(&args.answers) {
        return Err(Failure::new("stdin-twice", texts.stdin_twice));
    }
    let given = input::read(&args.answers).and_then(|bytes| answers::parse(&bytes));
    given.ok_or_else(|| Failure::new("answers-unreadable", texts.answers_unreadable))
}

fn read_papers(args: &ApplyArgs, texts: &'static Texts) -> Result<Vec<(String, papers::Paper)>, Failure> {
    let read = |(kind, file): &(String, std::path::PathBuf)| {
        let photo = input::read(file);
        let photo = photo.ok_or_else(|| Failure::new("file-unreadable", texts.file_unreadable))?;
        let paper = papers::Paper::of(&photo).map_err(|error| explain::paper(texts, &error))?;
        Ok((kind.clone(), paper))
    };
    args.attach.iter().map(read).collect()
}
