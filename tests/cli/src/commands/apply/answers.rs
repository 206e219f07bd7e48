//! The file of answers.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::Value;

/// An object of strings; numbers and booleans are taken as they would be typed. `None` for anything else, and for an
/// object that answers a field twice: nothing says which answer is meant.
pub(super) fn parse(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    serde_json::from_slice::<Answers>(bytes).ok().map(|answers| answers.0)
}

struct Answers(BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Answers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a text for each field")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Answers, M::Error> {
        let mut answers = BTreeMap::new();
        while let Some((key, value)) = map.next_entry()? {
            let text = text(value).ok_or_else(|| M::Error::custom("not a text"))?;
            if answers.insert(key, text).is_some() {
                return Err(M::Error::custom("answered twice"));
            }
        }
        Ok(Answers(answers))
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if yes { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_they_would_be_typed() {
        let answers = parse(br#"{"a": "x", "b": 3, "c": true}"#);
        let expected = [("a", "x"), ("b", "3"), ("c", "yes")];
        assert_eq!(answers, Some(expected.map(|(key, text)| (key.to_owned(), text.to_owned())).into()));
    }

    #[test]
    fn what_is_no_answer_and_a_field_answered_twice_are_refused() {
        for bad in ["[1]", "{", r#"{"a": null}"#, r#"{"a": ["x"]}"#, r#"{"a": "x", "a": "y"}"#] {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
    }
}
