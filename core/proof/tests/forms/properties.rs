//! Properties that hold for any answers, facts and bytes.

use ikd_proof::{
    Nik,
    form::{
        Answers, AttachmentCount, Definition, Facts, FieldType, Opened, Severity, Value,
        testing::{HEAD, SON, STRANGER, WIFE, facts, facts_alone, facts_of, facts_without_card, values},
    },
    testing::{date, line, name, nik},
};

use super::{FORMS, forms, random::SplitMix64};

/// A value of any type, mostly small and sometimes that of the family.
fn any_value(random: &mut SplitMix64, kind: FieldType) -> Value {
    let people = [HEAD, WIFE, SON, STRANGER];
    let person = |random: &mut SplitMix64| -> Nik { nik(people[random.below(people.len())]) };
    match kind {
        FieldType::Nik => Value::Nik(person(random)),
        FieldType::Member => Value::Member(person(random)),
        FieldType::Date => {
            let (year, month, day) = (1980 + random.below(60), 1 + random.below(12), 1 + random.below(28));
            Value::Date(date(&format!("{year}-{month:02}-{day:02}")))
        }
        FieldType::Time => Value::Time(random.below(1440) as u16),
        FieldType::Text => Value::Text(line(&"x".repeat(1 + random.below(200)))),
        FieldType::Name => Value::Name(name(&"X ".repeat(1 + random.below(50)))),
        FieldType::Int => Value::Int(random.next() as i64 >> random.below(60)),
        FieldType::Code => Value::Code(random.below(14) as u64),
        FieldType::Region => Value::Region([99, 9901, 990_101, 320_101][random.below(4)]),
        FieldType::YesNo => Value::YesNo(random.below(2) == 0),
        FieldType::Kk | FieldType::Address => {
            let values = values();
            values.into_iter().find(|value| value.kind() == kind).unwrap()
        }
    }
}

fn any_answers(random: &mut SplitMix64, form: &Definition) -> Answers {
    let mut answers = Answers::new();
    for field in form.fields() {
        match random.below(5) {
            0 => {}
            // A value of another type, which only a faulty caller would set.
            1 => {
                let kind = FieldType::ALL[random.below(FieldType::ALL.len())];
                answers.set(&field.key, Some(any_value(random, kind)));
            }
            _ => answers.set(&field.key, Some(any_value(random, field.kind))),
        }
    }
    answers
}

fn any_facts(random: &mut SplitMix64) -> Facts {
    let mut facts = match random.below(5) {
        0 => facts(),
        1 => facts_of(WIFE),
        2 => facts_of(SON),
        3 => facts_alone(),
        _ => facts_without_card(),
    };
    facts.ktp = facts.ktp.filter(|_| random.below(3) > 0);
    facts.district = facts.district.filter(|_| random.below(3) > 0);
    facts.today = match any_value(random, FieldType::Date) {
        Value::Date(date) => date,
        _ => facts.today,
    };
    facts
}

#[test]
fn any_answers_and_facts_give_a_result_whose_places_exist() {
    let mut random = SplitMix64::new(4);
    for form in forms() {
        for _ in 0..400 {
            let (answers, facts) = (any_answers(&mut random, &form), any_facts(&mut random));
            let papers: Vec<_> = form
                .attachments
                .iter()
                .map(|paper| AttachmentCount { kind: paper.kind.clone(), pages: random.below(5) as u8 })
                .collect();
            let visible = form.visible(&answers);
            for problem in form.check(&answers, &papers, &facts) {
                let known = problem.field.iter().all(|key| form.field(key).is_some());
                let named = problem.attachment.iter().all(|kind| form.attachment(kind).is_some());
                assert!(known && named, "{problem:?}");
                // What is hidden is never an error.
                let shown = problem.field.iter().all(|key| visible.contains(key.as_str()));
                assert!(shown || problem.severity != Severity::Error, "{problem:?}");
            }
            let filled = form.prefill(&facts, &answers);
            assert_eq!(form.prefill(&facts, &filled), filled, "filling twice changes nothing");
            assert!(form.differences(&facts, &filled).is_empty(), "{}", form.service);
            let kept = form.migrate(&answers);
            assert_eq!(form.migrate(&kept), kept);
        }
    }
}

#[test]
fn answers_of_the_right_types_are_read_as_they_were_written() {
    let mut random = SplitMix64::new(5);
    for form in forms() {
        for _ in 0..200 {
            let answers: Answers = form
                .fields()
                .filter(|_| random.below(3) > 0)
                .map(|field| field.key.clone())
                .collect::<Vec<_>>()
                .into_iter()
                .map(|key| {
                    let kind = form.field(&key).unwrap().kind;
                    (key, any_value(&mut random, kind))
                })
                .collect();
            assert_eq!(Answers::read(&answers.encode(), &form).as_ref(), Ok(&answers));
        }
    }
}

#[test]
fn mutated_forms_open_or_are_refused_and_what_opens_can_be_used() {
    let mut random = SplitMix64::new(6);
    let mut opened = 0;
    for payload in FORMS {
        for _ in 0..300 {
            let bytes = random.mutate(payload);
            if let Ok(Opened::Ready(form)) = Definition::read(&bytes, [0, 1, 0]) {
                opened += 1;
                let answers = any_answers(&mut random, &form);
                let _ = form.check(&answers, &[], &any_facts(&mut random));
                let _ = form.prefill(&facts(), &answers);
            }
        }
    }
    assert!(opened > 20, "only {opened} mutations opened: the property was hardly tried");
}
