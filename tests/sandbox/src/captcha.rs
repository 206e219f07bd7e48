//! The captcha: six drawn digits, or a question in words that a screen reader can read; either answer is accepted.
//!
//! It slows a script down. What protects the code are the limits on tries and time, and the device key. The question in words is
//! as easy for a script as for a blind person. That weakness is accepted so that blind people can register.

use crate::secret::{random, random_below};

/// How long a captcha can be answered, seconds.
pub(crate) const LIFETIME: u64 = 300;

/// A captcha as made.
pub(crate) struct Captcha {
    /// Digits that the picture shows.
    pub(crate) image_answer: String,
    /// Any of these answers the question; separated by `|`.
    pub(crate) question_answers: String,
    /// The question in Indonesian.
    pub(crate) question_id: String,
    /// The question in English.
    pub(crate) question_en: String,
    /// PNG.
    pub(crate) image: Vec<u8>,
}

const NUMBERS: [(&str, &str); 19] = [
    ("nol", "zero"),
    ("satu", "one"),
    ("dua", "two"),
    ("tiga", "three"),
    ("empat", "four"),
    ("lima", "five"),
    ("enam", "six"),
    ("tujuh", "seven"),
    ("delapan", "eight"),
    ("sembilan", "nine"),
    ("sepuluh", "ten"),
    ("sebelas", "eleven"),
    ("dua belas", "twelve"),
    ("tiga belas", "thirteen"),
    ("empat belas", "fourteen"),
    ("lima belas", "fifteen"),
    ("enam belas", "sixteen"),
    ("tujuh belas", "seventeen"),
    ("delapan belas", "eighteen"),
];

impl Captcha {
    /// A new one. `draw` makes the picture of digits from a random number.
    pub(crate) fn new(draw: impl FnOnce(&str, u64) -> Vec<u8>) -> Self {
        let image_answer: String = (0..6).map(|_| char::from(b'0' + random_below(10) as u8)).collect();
        let (left, right) = (1 + random_below(9) as usize, 1 + random_below(9) as usize);
        let (id, en) = NUMBERS[left + right];
        Self {
            image: draw(&image_answer, u64::from_le_bytes(random())),
            image_answer,
            question_answers: format!("{}|{id}|{en}", left + right),
            question_id: format!("Berapa {} ditambah {}?", NUMBERS[left].0, NUMBERS[right].0),
            question_en: format!("What is {} plus {}?", NUMBERS[left].1, NUMBERS[right].1),
        }
    }
}

/// Whether `answer` is one of the accepted ones; letter case and spaces do not matter.
pub(crate) fn accepts(image_answer: &str, question_answers: &str, answer: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let answer = plain(answer);
    !answer.is_empty()
        && (answer == plain(image_answer)
            || question_answers.split('|').any(|accepted| plain(accepted) == answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_and_question_are_both_ways_to_answer() {
        let captcha = Captcha::new(|text, _| text.as_bytes().to_vec());
        assert_eq!(captcha.image, captcha.image_answer.as_bytes());
        assert!(accepts(&captcha.image_answer, &captcha.question_answers, &captcha.image_answer));
        for answer in captcha.question_answers.split('|') {
            assert!(accepts(&captcha.image_answer, &captcha.question_answers, &answer.to_uppercase()));
        }
    }

    #[test]
    fn nothing_and_part_of_an_answer_are_refused() {
        assert!(!accepts("123456", "15|lima belas|fifteen", ""));
        assert!(!accepts("123456", "15|lima belas|fifteen", "lima"));
        assert!(!accepts("123456", "15|lima belas|fifteen", "12345"));
        assert!(accepts("123456", "15|lima belas|fifteen", " LIMABELAS "));
    }
}
