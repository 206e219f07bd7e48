//! A view: claims that an issuer signed for one key of one phone (`docs/formats.md` section 4).
//!
//! The person chooses a view, the phone proves with the view key that the view was issued to it, and the reader sees
//! exactly these claims. The format is closed: an unknown key is refused. `Debug` shows no personal data.

use core::fmt;

use crate::{
    CivilDate, Nik, Sex,
    civil::{Blood, Citizenship, MaritalStatus, Neighbourhood, Religion, sex_code, sex_of_code},
    cose::{Domain, InvalidKey, PublicKey, Sign1, SignatureInvalid, Signer, Unsigned, sha256},
    fields::{Fields, FormatError, MapWriter, encode_array, encode_uint, read_array, read_uint},
    issue::IssueError,
    text::{Line, Name},
    trust::{IssuerError, IssuerUse, TrustBundle},
    view_kind::ViewKind,
};

pub(crate) const DOMAIN: Domain = Domain(b"ikd/1/view");

/// Largest view in bytes: with the proof and the seal around it (at most 220 bytes) it fits into
/// [`crate::seal::MAX_SEALED`].
pub const MAX_VIEW: usize = 1280;

/// First 16 bytes of SHA-256 over the holder's photograph.
pub type PhotoHash = [u8; 16];

/// The hash that binds a photograph to a view.
pub fn photo_hash(photo: &[u8]) -> PhotoHash {
    let mut hash = [0; 16];
    hash.copy_from_slice(&sha256(&[photo])[..16]);
    hash
}

/// An entry of a token status list, by which the issuer can revoke the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusPlace {
    /// Which list.
    pub list: u64,
    /// Which entry.
    pub index: u64,
}

/// The claims that a reader sees.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    /// *Nomor Induk Kependudukan*.
    pub nik: Nik,
    /// *Nama*.
    pub name: Name,
    /// *Tanggal lahir*.
    pub birth_date: CivilDate,
    /// Binds the photograph shown beside the code.
    pub photo_hash: PhotoHash,
    /// The rest of the identity card, in [`ViewKind::FullKtp`] only.
    pub ktp: Option<KtpClaims>,
}

/// The claims that a full view adds.
#[derive(Clone, PartialEq, Eq)]
pub struct KtpClaims {
    /// *Tempat lahir*.
    pub birth_place: Line,
    /// *Jenis kelamin*.
    pub sex: Sex,
    /// *Golongan darah*.
    pub blood: Blood,
    /// Street and number.
    pub street: Line,
    /// *Rukun tetangga*.
    pub rt: Neighbourhood,
    /// *Rukun warga*.
    pub rw: Neighbourhood,
    /// *Kelurahan* or *desa*.
    pub village: Line,
    /// *Kecamatan*.
    pub district: Line,
    /// *Kabupaten* or *kota*.
    pub regency: Line,
    /// *Provinsi*.
    pub province: Line,
    /// *Agama*.
    pub religion: Religion,
    /// *Status perkawinan*; a KTP prints [`MaritalStatus::ktp_label`].
    pub marital_status: MaritalStatus,
    /// *Pekerjaan*.
    pub occupation: Line,
    /// *Kewarganegaraan*.
    pub citizenship: Citizenship,
}

impl Claims {
    /// The kind of the view with these claims.
    pub fn kind(&self) -> ViewKind {
        if self.ktp.is_some() { ViewKind::FullKtp } else { ViewKind::Basic }
    }
}

/// What an issuer signed for one key of one phone.
#[derive(Clone, PartialEq, Eq)]
pub struct View {
    /// Last second of validity, Unix; at most 14 days after issue.
    pub expires_at: u64,
    /// The view key: the phone that shows this view must sign with it.
    pub key: PublicKey,
    /// Where the view can be revoked.
    pub status: StatusPlace,
    /// An example from a test system: every screen must say so.
    pub example: bool,
    /// The claims.
    pub claims: Claims,
}

/// Why a view is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// The bytes are not of this format.
    #[error("not a view: {0}")]
    Format(#[from] FormatError),
    /// The trust bundle has no such issuer for views now: fetch a newer bundle.
    #[error("issuer not trusted: {0}")]
    Issuer(#[from] IssuerError),
    /// The issuer did not sign these bytes.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
    /// The view has expired: request a new one.
    #[error("the view has expired")]
    Expired,
    /// The view key is not a point on the curve.
    #[error("the view key is not a valid key")]
    Key(#[from] InvalidKey),
}

impl View {
    /// Checks issuer, signature and time of a view, on arrival or when it is read from storage.
    ///
    /// `now` is in Unix seconds; the policy's skew is added to the validity of the issuer and of the view.
    pub fn open(bytes: &[u8], trust: &TrustBundle, now: u64) -> Result<Self, ViewError> {
        let unverified = UnverifiedView::parse(bytes)?;
        unverified.check_issuer(trust, now)?;
        if unverified.is_expired(now, trust.policy.skew_seconds) {
            return Err(ViewError::Expired);
        }
        Ok(unverified.into_view()?)
    }

    /// Reads a view that was checked on arrival and stored where it cannot be altered: to know its claims and when to
    /// request the next one. Neither time nor signature is checked.
    ///
    /// # Errors
    /// [`ViewError::Format`], [`ViewError::Key`].
    pub fn read_stored(bytes: &[u8]) -> Result<Self, ViewError> {
        Ok(UnverifiedView::parse(bytes)?.into_view()?)
    }

    /// Signs the view with an issuer's key. For the service and its sandbox.
    ///
    /// # Errors
    /// [`IssueError::Format`] if it is larger than a QR can carry.
    pub fn issue<S: Signer>(&self, signer: &S) -> Result<Vec<u8>, IssueError<S::Error>> {
        let unsigned = Unsigned::new(DOMAIN, Some(signer.public_key().kid()), self.encode());
        let bytes = unsigned.sign(signer).map_err(IssueError::Signer)?;
        UnverifiedView::parse(&bytes)?;
        Ok(bytes)
    }

    fn encode(&self) -> Vec<u8> {
        let claims = &self.claims;
        let map = MapWriter::new()
            .uint(4, self.expires_at)
            .raw(8, MapWriter::new().raw(1, self.key.to_cose_key()).finish())
            .uint(-1, claims.kind().code())
            .raw(-2, encode_array(&[encode_uint(self.status.list), encode_uint(self.status.index)]))
            .nik(-3, claims.nik)
            .text(-4, claims.name.as_str())
            .date(-5, claims.birth_date)
            .bytes(-6, &claims.photo_hash)
            .optional(claims.ktp.as_ref(), |map, ktp| ktp.write(map));
        let map = if self.example { map.bool(-24, true) } else { map };
        map.finish()
    }
}

impl KtpClaims {
    fn write(&self, map: MapWriter) -> MapWriter {
        map.text(-7, self.birth_place.as_str())
            .uint(-8, sex_code(self.sex))
            .uint(-9, self.blood.code())
            .text(-10, self.street.as_str())
            .uint(-11, self.rt.get().into())
            .uint(-12, self.rw.get().into())
            .text(-13, self.village.as_str())
            .text(-14, self.district.as_str())
            .text(-15, self.regency.as_str())
            .text(-16, self.province.as_str())
            .uint(-17, self.religion.code())
            .uint(-18, self.marital_status.code())
            .text(-19, self.occupation.as_str())
            .uint(-20, self.citizenship.code())
    }

    fn take(fields: &mut Fields<'_>) -> Result<Self, FormatError> {
        Ok(KtpClaims {
            birth_place: fields.line(-7)?,
            sex: fields.coded(-8, sex_of_code)?,
            blood: fields.coded(-9, Blood::from_code)?,
            street: fields.line(-10)?,
            rt: fields.required(-11, Neighbourhood::read)?,
            rw: fields.required(-12, Neighbourhood::read)?,
            village: fields.line(-13)?,
            district: fields.line(-14)?,
            regency: fields.line(-15)?,
            province: fields.line(-16)?,
            religion: fields.coded(-17, Religion::from_code)?,
            marital_status: fields.coded(-18, MaritalStatus::from_code)?,
            occupation: fields.line(-19)?,
            citizenship: fields.coded(-20, Citizenship::from_code)?,
        })
    }
}

/// A parsed view. Its issuer was not checked yet. [`crate::verify`] runs the checks one by one.
pub(crate) struct UnverifiedView<'b> {
    sign1: Sign1<'b>,
    kid: crate::cose::Kid,
    pub(crate) expires_at: u64,
    pub(crate) key: Result<PublicKey, InvalidKey>,
    status: StatusPlace,
    example: bool,
    claims: Claims,
}

impl<'b> UnverifiedView<'b> {
    pub(crate) fn parse(bytes: &'b [u8]) -> Result<Self, FormatError> {
        let sign1 = Sign1::parse(bytes, MAX_VIEW)?;
        let kid = sign1.kid()?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let expires_at = fields.time(4)?;
        let mut cnf = Fields::of_checked(fields.raw(8)?)?;
        let key = PublicKey::of_cose_key(cnf.raw(1)?)?;
        cnf.finish_closed()?;
        let kind = fields.coded(-1, ViewKind::from_code)?;
        let status = fields.required(-2, |raw| match read_array(raw, 2)?.as_slice() {
            [list, index] => Some(StatusPlace { list: read_uint(list)?, index: read_uint(index)? }),
            _ => None,
        })?;
        let claims = Claims {
            nik: fields.nik(-3)?,
            name: fields.name(-4)?,
            birth_date: fields.date(-5)?,
            photo_hash: fields.bytes(-6)?,
            ktp: match kind {
                ViewKind::Basic => None,
                ViewKind::FullKtp => Some(KtpClaims::take(&mut fields)?),
            },
        };
        // A view that is not an example has no such key, so that each view has one encoding only.
        let example = match fields.raw_optional(-24) {
            None => false,
            Some([0xf5]) => true,
            Some(_) => return Err(FormatError::Invalid { key: -24 }),
        };
        fields.finish_closed()?;
        Ok(UnverifiedView { sign1, kid, expires_at, key, status, example, claims })
    }

    /// Checks that the issuer is in the trust bundle and valid, then its signature. `now` may be off by the skew in
    /// either direction.
    pub(crate) fn check_issuer(&self, trust: &TrustBundle, now: u64) -> Result<(), ViewError> {
        let skew = trust.policy.skew_seconds;
        let issuer = trust.issuer(self.kid, IssuerUse::Views, now).or_else(|error| match error {
            IssuerError::OutsideValidity => trust
                .issuer(self.kid, IssuerUse::Views, now.saturating_add(skew))
                .or_else(|_| trust.issuer(self.kid, IssuerUse::Views, now.saturating_sub(skew))),
            other => Err(other),
        })?;
        Ok(self.sign1.verify(DOMAIN, &issuer.key)?)
    }

    pub(crate) fn is_expired(&self, now: u64, skew: u64) -> bool {
        now > self.expires_at.saturating_add(skew)
    }

    pub(crate) fn kind(&self) -> ViewKind {
        self.claims.kind()
    }

    pub(crate) fn into_view(self) -> Result<View, InvalidKey> {
        Ok(View {
            expires_at: self.expires_at,
            key: self.key?,
            status: self.status,
            example: self.example,
            claims: self.claims,
        })
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("kind", &self.claims.kind())
            .field("expires_at", &self.expires_at)
            .field("example", &self.example)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl fmt::Debug for KtpClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KtpClaims(..)")
    }
}

#[cfg(test)]
mod tests;
