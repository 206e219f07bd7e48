//! Email addresses in the common form `name@domain`. The quoted and bracketed forms of the RFCs are not accepted,
//! because no provider in Indonesia issues them.
//!
//! The domain is lower-cased, because it is not case-sensitive. The part before it is kept, because it may be. A domain
//! one typing error away from a common one leads to a warning with the likely domain, because an activation code sent
//! to a wrong address is lost.

use std::fmt;

use super::entry;

/// Longest address (RFC 5321 4.5.3.1.3, without the angle brackets).
const MAX_ADDRESS: usize = 254;
/// Longest part before the @ (RFC 5321 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// Longest label of a domain (RFC 1035 2.3.4).
const MAX_LABEL: usize = 63;

/// Common domains, to find typing errors.
const COMMON_DOMAINS: [&str; 8] = [
    "gmail.com",
    "yahoo.com",
    "yahoo.co.id",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "ymail.com",
    "rocketmail.com",
];
/// Domains of providers that have no other ending: their name with another ending is a typing error.
const ONE_ENDING: [&str; 4] = ["gmail.com", "icloud.com", "ymail.com", "rocketmail.com"];
/// Existing domains that look like typing errors.
const REAL_NEIGHBOURS: [&str; 5] = ["mail.com", "email.com", "gmx.com", "yahoo.co.in", "icloud.com.cn"];

/// A well-formed email address.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email {
    address: String,
    at: usize,
}

/// The first rule that a text breaks, in the order of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// The text is longer than 254 bytes.
    #[error("an email address has at most 254 characters")]
    TooLong,
    /// There is not exactly one `@`.
    #[error("an email address has one @")]
    At,
    /// The part before the `@` is empty or longer than 64 bytes, has a character that is not allowed, or has a dot at
    /// its start, at its end or beside another dot.
    #[error("the part before the @ is not valid")]
    Local,
    /// The part after the `@` is not a domain with at least two labels of letters, digits and hyphens.
    #[error("the part after the @ is not a domain")]
    Domain,
}

impl EmailError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong => "email-too-long",
            Self::At => "email-at",
            Self::Local => "email-local",
            Self::Domain => "email-domain",
        }
    }
}

/// A warning about an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailWarning {
    /// The domain is one typing error away from a common one.
    LikelyTypo {
        /// The domain that was probably meant.
        suggestion: &'static str,
    },
}

impl EmailWarning {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::LikelyTypo { .. } => "email-likely-typo",
        }
    }
}

impl Email {
    /// Parses an address after [`entry::clean`].
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = entry::clean(text);
        if text.len() > MAX_ADDRESS {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::At)?;
        if domain.contains('@') {
            return Err(EmailError::At);
        }
        if !is_local(local) {
            return Err(EmailError::Local);
        }
        if !is_domain(domain) {
            return Err(EmailError::Domain);
        }
        Ok(Self { address: format!("{local}@{}", domain.to_ascii_lowercase()), at: local.len() })
    }

    /// The full address. Personal data: never for a log or an error.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        &self.address[self.at + 1..]
    }

    /// `b•••@gmail.com`: the form for screens. The number of dots is fixed, so that the length stays unknown.
    pub fn masked(&self) -> String {
        format!("{}•••@{}", &self.address[..1], self.domain())
    }

    /// Warnings about the address; never a reason to refuse it.
    pub fn warnings(&self) -> Vec<EmailWarning> {
        let domain = self.domain();
        if COMMON_DOMAINS.contains(&domain) || REAL_NEIGHBOURS.contains(&domain) {
            return Vec::new();
        }
        let typo =
            COMMON_DOMAINS.into_iter().find(|common| is_one_typo(domain.as_bytes(), common.as_bytes()));
        let other_ending = || ONE_ENDING.into_iter().find(|common| has_another_ending(domain, common));
        typo.or_else(other_ending)
            .map(|suggestion| EmailWarning::LikelyTypo { suggestion })
            .into_iter()
            .collect()
    }
}

fn is_local(local: &str) -> bool {
    // RFC 5322 atext; no quoted strings.
    let atext = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&c);
    local.len() <= MAX_LOCAL && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(atext))
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A last label that starts with a digit may be part of an IP address.
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && top.len() >= 2
        && top.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Whether `domain` is the name of `common` with a country or another short ending: `gmail.co.id`.
fn has_another_ending(domain: &str, common: &str) -> bool {
    let (Some((name, ending)), Some((common, _))) = (domain.split_once('.'), common.split_once('.')) else {
        return false;
    };
    name == common && ending.split('.').count() <= 2 && ending.split('.').all(|label| label.len() <= 3)
}

/// Whether the texts differ by one inserted, missing or wrong letter, or by two swapped neighbours.
fn is_one_typo(a: &[u8], b: &[u8]) -> bool {
    let same_start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, rest @ ..], b) if rest == b => true,
        (a, [_, rest @ ..]) if a == rest => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) => (a1, a2) == (b2, b1) && a == b,
        _ => false,
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text).expect("the test's address is well formed")
    }

    #[test]
    fn the_domain_is_lower_cased_and_the_local_part_is_kept() {
        assert_eq!(email(" Budi.Contoh+ikd@Example.ID\n").address(), "Budi.Contoh+ikd@example.id");
    }

    #[test]
    fn each_invalid_address_is_refused_with_its_error() {
        let broken = [
            ("", EmailError::At),
            ("budi", EmailError::At),
            ("budi@@example.id", EmailError::At),
            ("budi@contoh@example.id", EmailError::At),
            ("@example.id", EmailError::Local),
            (".budi@example.id", EmailError::Local),
            ("budi.@example.id", EmailError::Local),
            ("bu..di@example.id", EmailError::Local),
            ("budi contoh@example.id", EmailError::Local),
            ("\"budi\"@example.id", EmailError::Local),
            ("budí@example.id", EmailError::Local),
            ("budi@", EmailError::Domain),
            ("budi@example", EmailError::Domain),
            ("budi@example.", EmailError::Domain),
            ("budi@.example.id", EmailError::Domain),
            ("budi@-example.id", EmailError::Domain),
            ("budi@example.i", EmailError::Domain),
            ("budi@127.0.0.1", EmailError::Domain),
            ("budi@exam ple.id", EmailError::Domain),
            ("budi@exämple.id", EmailError::Domain),
        ];
        for (text, error) in broken {
            assert_eq!(Email::parse(text).err(), Some(error), "{text}");
        }
    }

    #[test]
    fn the_limits_of_length_are_exact() {
        let domain = format!("{}.{}.{}.id", "a".repeat(63), "b".repeat(63), "c".repeat(58));
        assert_eq!(Email::parse(&format!("{}@{domain}", "x".repeat(64))).map(|e| e.address().len()), Ok(254));
        assert_eq!(Email::parse(&format!("{}@c{domain}", "x".repeat(64))).err(), Some(EmailError::TooLong));
        assert_eq!(Email::parse(&format!("{}@example.id", "x".repeat(65))).err(), Some(EmailError::Local));
        assert_eq!(Email::parse(&format!("x@{}.id", "a".repeat(64))).err(), Some(EmailError::Domain));
    }

    #[test]
    fn a_typo_in_a_common_domain_has_a_suggestion() {
        let typos =
            ["gmial.com", "gamil.com", "gmai.com", "gmaill.com", "gmail.co", "gmail.con", "gmsil.com"];
        for domain in typos {
            let warnings = email(&format!("budi@{domain}")).warnings();
            assert_eq!(warnings, [EmailWarning::LikelyTypo { suggestion: "gmail.com" }], "{domain}");
        }
        let warnings = email("budi@yaho.co.id").warnings();
        assert_eq!(warnings, [EmailWarning::LikelyTypo { suggestion: "yahoo.co.id" }]);
    }

    #[test]
    fn a_provider_with_a_wrong_ending_has_a_suggestion() {
        for domain in ["gmail.co.id", "gmail.id", "gmail.net", "gmail.com.id", "Gmail.Co.Id"] {
            let warnings = email(&format!("budi@{domain}")).warnings();
            assert_eq!(warnings, [EmailWarning::LikelyTypo { suggestion: "gmail.com" }], "{domain}");
        }
        let warnings = email("budi@icloud.co.id").warnings();
        assert_eq!(warnings, [EmailWarning::LikelyTypo { suggestion: "icloud.com" }]);
    }

    #[test]
    fn existing_domains_have_no_suggestion() {
        for domain in [
            "gmail.com",
            "ymail.com",
            "mail.com",
            "email.com",
            "example.id",
            "gmial.net",
            "contoh.go.id",
            "yahoo.co.in",
            "yahoo.co.uk",
            "yahoo.com.sg",
            "outlook.co.id",
            "hotmail.co.uk",
            "icloud.com.cn",
            "gmail.contoh.id",
        ] {
            assert_eq!(email(&format!("budi@{domain}")).warnings(), [], "{domain}");
        }
    }

    #[test]
    fn the_full_address_is_shown_only_when_asked_for() {
        let email = email("budi@example.id");
        assert_eq!(email.to_string(), "b•••@example.id");
        assert_eq!(format!("{email:?}"), "Email(..)");
    }
}
