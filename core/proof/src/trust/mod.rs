//! The trust bundle: who may issue, who may read, and with which rules (`docs/formats.md` section 6).
//!
//! [`TrustBundle::open`] always checks the root's signature. [`TrustBundle::supersedes`] allows only a higher version
//! to replace a bundle. A bundle stays in force after its refresh time, so that an app without network continues to
//! work.

mod service_key;

use core::ops::RangeInclusive;

pub use service_key::{SERVICE_KEY_GRACE_DAYS, ServiceKey};

use crate::{
    ViewKind,
    cose::{Domain, Kid, PublicKey, Sign1, SignatureInvalid, Signer, Unsigned, read_public_key},
    fields::{Fields, FormatError, MapWriter, encode_array, encode_uint, read_array, read_uint},
    issue::IssueError,
    seal::ReaderPublicKey,
    text::{Name, TermsId},
};

/// Largest trust bundle in bytes.
pub const MAX_TRUST_BUNDLE: usize = 64 * 1024;

const DOMAIN: Domain = Domain(b"ikd/1/trust");
/// More issuers or reader classes than fit into [`MAX_TRUST_BUNDLE`].
const MAX_ENTRIES: u64 = 1024;

/// What an issuer's key may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssuerUse {
    /// Civil documents.
    Documents,
    /// Views, from which a phone makes its QR.
    Views,
    /// Pairing offers and statements.
    Pairing,
    /// Receipts of consent.
    Receipts,
    /// Definitions of forms.
    Forms,
}

impl IssuerUse {
    /// Every use, in the order of its codes.
    pub const ALL: [Self; 5] = [Self::Documents, Self::Views, Self::Pairing, Self::Receipts, Self::Forms];

    /// The code on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::Documents => 1,
            Self::Views => 2,
            Self::Pairing => 3,
            Self::Receipts => 4,
            Self::Forms => 5,
        }
    }

    fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.code() == code)
    }
}

/// An issuer whose signatures are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The key. Its kid identifies the issuer.
    pub key: PublicKey,
    /// Name to show.
    pub name: Name,
    /// First second of validity, Unix.
    pub not_before: u64,
    /// Last second of validity, Unix.
    pub not_after: u64,
    /// What the key may sign, as far as this app knows the uses.
    pub uses: Vec<IssuerUse>,
}

/// A kind of reader (bank, post, police ...) whose registered readers share one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderClass {
    /// The key that QR codes for this class are sealed to; its kid identifies the entry.
    pub key: ReaderPublicKey,
    /// Audience: the number of this class in a proof. It does not change when the key is rotated.
    pub audience: u64,
    /// Name in Indonesian.
    pub name_id: Name,
    /// Name in English.
    pub name_en: Name,
    /// The views this class may see, as far as this app knows the kinds.
    pub views: Vec<ViewKind>,
    /// First second of validity, Unix.
    pub not_before: u64,
    /// Last second of validity, Unix.
    pub not_after: u64,
}

impl ReaderClass {
    /// Whether this class may see this kind of view.
    pub fn may_see(&self, kind: ViewKind) -> bool {
        self.views.contains(&kind)
    }

    /// Whether the entry is valid at `at` (Unix seconds), both ends included.
    pub fn is_valid_at(&self, at: u64) -> bool {
        (self.not_before..=self.not_after).contains(&at)
    }
}

/// Rules that phones and readers follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Seconds from one code to the next: 10 to 30.
    pub rotation_seconds: u64,
    /// Lifetime of a proof, seconds: 10 to 120.
    pub proof_lifetime_seconds: u64,
    /// Allowed difference between two clocks, seconds: 0 to 120.
    pub skew_seconds: u64,
    /// Lifetime of a view, seconds.
    pub view_lifetime_seconds: u64,
    /// Lowest version of the app that may register and sync.
    pub min_app_version: [u64; 3],
    /// The terms that a citizen must have accepted.
    pub terms: TermsId,
}

const ROTATION: RangeInclusive<u64> = 10..=30;
const LIFETIME: RangeInclusive<u64> = 10..=120;
const SKEW: RangeInclusive<u64> = 0..=120;

/// Issuers, reader classes and policy, signed by the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustBundle {
    /// Counts up from 1.
    pub version: u64,
    /// Time of issue, Unix seconds.
    pub issued_at: u64,
    /// Fetch a newer bundle after this time (Unix seconds). This one stays in force until it is replaced.
    pub refresh_after: u64,
    /// The trusted issuers.
    pub issuers: Vec<Issuer>,
    /// The readers.
    pub reader_classes: Vec<ReaderClass>,
    /// The rules.
    pub policy: Policy,
    /// The keys that applications are sealed to; empty where the service takes none.
    pub service_keys: Vec<ServiceKey>,
}

/// Why bytes are not a trust bundle of this root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// The bytes are not of this format.
    #[error("not a trust bundle: {0}")]
    Format(#[from] FormatError),
    /// Signed by another root key: this app is configured for another environment.
    #[error("signed by another root")]
    OtherRoot,
    /// The root did not sign these bytes: keep the current bundle.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
}

/// Why an issuer is not trusted for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// The bundle does not contain the key.
    #[error("issuer is not in the trust bundle")]
    Unknown,
    /// The bundle contains the key for other uses.
    #[error("issuer may not sign this")]
    OtherUse,
    /// The key was not valid at that time.
    #[error("issuer was not valid at that time")]
    OutsideValidity,
}

impl TrustBundle {
    /// Checks the root's signature and reads the bundle.
    pub fn open(bytes: &[u8], root: &PublicKey) -> Result<Self, TrustError> {
        let sign1 = Sign1::parse(bytes, MAX_TRUST_BUNDLE)?;
        if sign1.kid()? != root.kid() {
            return Err(TrustError::OtherRoot);
        }
        sign1.verify(DOMAIN, root)?;
        Ok(Self::read(sign1.payload)?)
    }

    fn read(payload: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(payload)?;
        let list = |raw| read_array(raw, MAX_ENTRIES);
        let issuers =
            fields.required(4, list)?.into_iter().map(Issuer::read).collect::<Result<Vec<_>, _>>()?;
        let reader_classes =
            fields.required(5, list)?.into_iter().map(ReaderClass::read).collect::<Result<Vec<_>, _>>()?;
        let service_keys = match fields.optional(7, list)? {
            Some(keys) => keys.into_iter().map(ServiceKey::read).collect::<Result<Vec<_>, _>>()?,
            None => Vec::new(),
        };
        // A kid must identify one entry.
        if !all_different(issuers.iter().map(|issuer| issuer.key.kid())) {
            return Err(FormatError::Invalid { key: 4 });
        }
        if !all_different(reader_classes.iter().map(|class| class.key.kid())) {
            return Err(FormatError::Invalid { key: 5 });
        }
        if !all_different(service_keys.iter().map(|key| key.key.kid())) {
            return Err(FormatError::Invalid { key: 7 });
        }
        Ok(TrustBundle {
            version: fields.coded(1, |version| (version > 0).then_some(version))?,
            issued_at: fields.time(2)?,
            refresh_after: fields.time(3)?,
            issuers,
            reader_classes,
            policy: Policy::read(fields.raw(6)?)?,
            service_keys,
        })
    }

    /// Signs the bundle with the root key.
    ///
    /// # Errors
    /// [`IssueError::Format`] if the format does not allow a value or the bundle is too large.
    pub fn issue<S: Signer>(&self, root: &S) -> Result<Vec<u8>, IssueError<S::Error>> {
        let issuers: Vec<_> = self.issuers.iter().map(Issuer::encode).collect();
        let classes: Vec<_> = self.reader_classes.iter().map(ReaderClass::encode).collect();
        let service_keys = (!self.service_keys.is_empty())
            .then(|| encode_array(&self.service_keys.iter().map(ServiceKey::encode).collect::<Vec<_>>()));
        let payload = MapWriter::new()
            .uint(1, self.version)
            .uint(2, self.issued_at)
            .uint(3, self.refresh_after)
            .raw(4, encode_array(&issuers))
            .raw(5, encode_array(&classes))
            .raw(6, self.policy.encode())
            .optional(service_keys, |map, keys| map.raw(7, keys))
            .finish();
        crate::cbor::check(&payload, MAX_TRUST_BUNDLE).map_err(FormatError::from)?;
        Self::read(&payload)?;
        let unsigned = Unsigned::new(DOMAIN, Some(root.public_key().kid()), payload);
        let bytes = unsigned.sign(root).map_err(IssueError::Signer)?;
        crate::cbor::check(&bytes, MAX_TRUST_BUNDLE).map_err(FormatError::from)?;
        Ok(bytes)
    }

    /// Whether this bundle may replace `current`: only a higher version may.
    pub fn supersedes(&self, current: &TrustBundle) -> bool {
        self.version > current.version
    }

    /// Whether a newer bundle should have been fetched by `at` (Unix seconds). This one stays in force.
    pub fn is_overdue_at(&self, at: u64) -> bool {
        at > self.refresh_after
    }

    /// The issuer with this `kid`, if it may sign for `usage` at `at` (Unix seconds, both ends included).
    pub fn issuer(&self, kid: Kid, usage: IssuerUse, at: u64) -> Result<&Issuer, IssuerError> {
        let issuer =
            self.issuers.iter().find(|issuer| issuer.key.kid() == kid).ok_or(IssuerError::Unknown)?;
        if !issuer.uses.contains(&usage) {
            return Err(IssuerError::OtherUse);
        }
        if !(issuer.not_before..=issuer.not_after).contains(&at) {
            return Err(IssuerError::OutsideValidity);
        }
        Ok(issuer)
    }

    /// The key to seal an application to at `at` (Unix seconds): the valid one that became valid last. If none is valid,
    /// the one that ends last, because the clock may be wrong. `None` if the service takes no applications.
    pub fn service_key(&self, at: u64) -> Option<&ServiceKey> {
        service_key::current(&self.service_keys, at)
    }

    /// The entry to seal to for an audience at `at` (Unix seconds): the valid one that became valid last, because the
    /// key before it is about to be retired. If none is valid, the one that ends last, because the clock may be wrong.
    pub fn reader_class(&self, audience: u64, at: u64) -> Option<&ReaderClass> {
        let of_audience = || self.reader_classes.iter().filter(|class| class.audience == audience);
        of_audience()
            .filter(|class| class.is_valid_at(at))
            .max_by_key(|class| class.not_before)
            .or_else(|| of_audience().max_by_key(|class| class.not_after))
    }
}

fn all_different(kids: impl Iterator<Item = Kid>) -> bool {
    let mut kids: Vec<_> = kids.collect();
    kids.sort();
    kids.windows(2).all(|pair| pair[0] != pair[1])
}

/// A list of one or more codes.
fn read_codes<T>(raw: &[u8], of: impl Fn(u64) -> Option<T>) -> Option<Vec<T>> {
    let codes = read_array(raw, 16)?;
    // A code from a newer bundle that this app does not know is left out. It is not an error.
    let known: Vec<_> = codes
        .iter()
        .map(|code| read_uint(code))
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .filter_map(of)
        .collect();
    (!codes.is_empty()).then_some(known)
}

fn encode_codes(codes: impl Iterator<Item = u64>) -> Vec<u8> {
    encode_array(&codes.map(encode_uint).collect::<Vec<_>>())
}

impl Issuer {
    fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .bytes(1, &self.key.kid().0)
            .bytes(2, self.key.as_bytes())
            .text(3, self.name.as_str())
            .uint(4, self.not_before)
            .uint(5, self.not_after)
            .raw(6, encode_codes(self.uses.iter().map(|usage| usage.code())))
            .finish()
    }

    fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        let key = fields.required(2, read_public_key)?;
        if Kid(fields.bytes(1)?) != key.kid() {
            return Err(FormatError::Invalid { key: 1 });
        }
        Ok(Issuer {
            key,
            name: fields.name(3)?,
            not_before: fields.time(4)?,
            not_after: fields.time(5)?,
            uses: fields.required(6, |raw| read_codes(raw, IssuerUse::from_code))?,
        })
    }
}

impl ReaderClass {
    fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .bytes(1, &self.key.kid().0)
            .bytes(2, self.key.as_bytes())
            .uint(3, self.audience)
            .text(4, self.name_id.as_str())
            .text(5, self.name_en.as_str())
            .raw(6, encode_codes(self.views.iter().map(|kind| kind.code())))
            .uint(7, self.not_before)
            .uint(8, self.not_after)
            .finish()
    }

    fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        let key = ReaderPublicKey::from_bytes(fields.bytes(2)?);
        if Kid(fields.bytes(1)?) != key.kid() {
            return Err(FormatError::Invalid { key: 1 });
        }
        Ok(ReaderClass {
            key,
            audience: fields.uint(3)?,
            name_id: fields.name(4)?,
            name_en: fields.name(5)?,
            views: fields.required(6, |raw| read_codes(raw, ViewKind::from_code))?,
            not_before: fields.time(7)?,
            not_after: fields.time(8)?,
        })
    }
}

impl Policy {
    fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .uint(1, self.rotation_seconds)
            .uint(2, self.proof_lifetime_seconds)
            .uint(3, self.skew_seconds)
            .uint(4, self.view_lifetime_seconds)
            .raw(5, encode_codes(self.min_app_version.into_iter()))
            .text(6, self.terms.as_str())
            .finish()
    }

    fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        let within = |range: RangeInclusive<u64>| move |value| range.contains(&value).then_some(value);
        Ok(Policy {
            rotation_seconds: fields.coded(1, within(ROTATION))?,
            proof_lifetime_seconds: fields.coded(2, within(LIFETIME))?,
            skew_seconds: fields.coded(3, within(SKEW))?,
            view_lifetime_seconds: fields.uint(4)?,
            min_app_version: fields.required(5, |raw| {
                let parts = read_array(raw, 3)?;
                parts.into_iter().map(read_uint).collect::<Option<Vec<_>>>()?.try_into().ok()
            })?,
            terms: fields.required(6, TermsId::read)?,
        })
    }
}

#[cfg(test)]
mod tests;
