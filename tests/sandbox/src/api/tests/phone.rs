//! A phone of a few lines: a device key, signed requests, and the steps of a registration.

use ikd_proof::{Consent, Language, PublicKey, Signer, SoftwareSigner, TermsId};
use p256::ecdsa::SigningKey;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::{
    Approval, OfficeError, Sandbox, SandboxConfig, Statement,
    population::Resident,
    secret::{decode, encode, random, sha256},
    signature::{Covered, content_digest, sign},
};

pub(super) struct Phone<'s> {
    pub(super) sandbox: &'s Sandbox,
    pub(super) client: Client,
    secret: [u8; 32],
    key: SigningKey,
    /// Added to the service's clock when signing.
    pub(super) clock_error: i64,
    /// Signs with this nonce instead of fresh ones.
    pub(super) nonce: Option<[u8; 16]>,
    /// Signs for this host instead of the service's.
    pub(super) authority: Option<String>,
    pub(super) email: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) bytes: Vec<u8>,
}

impl Got {
    pub(super) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, bytes: response.bytes().await.expect("a body").to_vec() }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The problem's code.
    pub(super) fn problem(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().trim_start_matches("urn:ikd:problem:").to_owned()
    }
}

pub(super) async fn sandbox() -> Sandbox {
    Sandbox::start(SandboxConfig::default()).await.expect("started")
}

/// A client that trusts the sandbox's authority alone and speaks the newest HTTP.
pub(super) fn client(sandbox: &Sandbox) -> Client {
    client_speaking(sandbox, &["h2", "http/1.1"])
}

/// A client that offers these versions of HTTP (ALPN names).
pub(super) fn client_speaking(sandbox: &Sandbox, versions: &[&str]) -> Client {
    let mut roots = rustls::RootCertStore::empty();
    let pem = rustls::pki_types::pem::PemObject::from_pem_slice(sandbox.authority_pem().as_bytes());
    roots.add(pem.expect("a certificate")).expect("a root");
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = versions.iter().map(|version| version.as_bytes().to_vec()).collect();
    Client::builder().tls_backend_preconfigured(tls).build().expect("a client")
}

impl<'s> Phone<'s> {
    pub(super) fn new(sandbox: &'s Sandbox) -> Self {
        let secret: [u8; 32] = random();
        let key = SigningKey::from_slice(&secret).expect("a scalar");
        let email = format!(
            "{}@contoh.id",
            encode(&random::<8>()).to_lowercase().replace('_', "x").trim_matches('-')
        );
        Self {
            sandbox,
            client: client(sandbox),
            secret,
            key,
            clock_error: 0,
            nonce: None,
            authority: None,
            email,
        }
    }

    pub(super) fn signer(&self) -> SoftwareSigner {
        SoftwareSigner::from_bytes(&self.secret).expect("a scalar")
    }

    pub(super) fn public(&self) -> PublicKey {
        self.signer().public_key()
    }

    /// One signed request that is answered.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        extra: &[(&str, &str)],
    ) -> Got {
        Got::of(self.try_send(method, path, body, extra).await.expect("an answer")).await
    }

    /// One request with a header field that was changed on the way.
    pub(super) async fn send_altered(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        extra: &[(&str, &str)],
        (name, value): (&str, &str),
    ) -> Got {
        let request = self.signed(method, path, body, extra);
        let mut request = request.build().expect("a request");
        let name = reqwest::header::HeaderName::from_bytes(name.as_bytes()).expect("a name");
        request.headers_mut().insert(name, value.parse().expect("a value"));
        Got::of(self.client.execute(request).await.expect("an answer")).await
    }

    /// One signed request.
    pub(super) async fn try_send(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        extra: &[(&str, &str)],
    ) -> reqwest::Result<Response> {
        self.signed(method, path, body, extra).send().await
    }

    fn signed(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        extra: &[(&str, &str)],
    ) -> reqwest::RequestBuilder {
        let url = self.sandbox.api_url();
        let authority = self.authority.as_deref().unwrap_or(url.trim_start_matches("https://"));
        let digest = body.as_ref().map(|(_, bytes)| content_digest(bytes));
        let find = |name: &str| extra.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let (path_only, query) = path.split_once('?').unwrap_or((path, ""));
        let covered = Covered {
            method,
            authority,
            path: path_only,
            query,
            content_digest: digest.as_deref(),
            idempotency_key: find("idempotency-key"),
            upload_offset: find("upload-offset"),
            upload_complete: find("upload-complete"),
            ikd_app: find("ikd-app"),
            content_type: body.as_ref().map(|(media, _)| *media),
            if_none_match: find("if-none-match"),
        };
        let created = self.sandbox.control().now().saturating_add_signed(self.clock_error);
        let (input, signature) = sign(&self.key, &covered, created, &self.nonce.unwrap_or_else(random));
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.client.request(method, format!("{url}{path}"));
        request = request.header("signature-input", input).header("signature", signature);
        if let Some(host) = &self.authority {
            request = request.version(reqwest::Version::HTTP_11).header("host", host);
        }
        for (name, value) in extra {
            request = request.header(*name, *value);
        }
        if let Some((media, bytes)) = body {
            request = request
                .header("content-type", media)
                .header("content-digest", digest.unwrap_or_default())
                .body(bytes);
        }
        request
    }

    pub(super) async fn get(&self, path: &str) -> Got {
        self.send("GET", path, None, &[]).await
    }

    /// A change under a fresh idempotency key.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Got {
        self.post_as(path, body, &encode(&random::<16>())).await
    }

    pub(super) async fn post_as(&self, path: &str, body: &Value, idempotency: &str) -> Got {
        let body = ("application/json", body.to_string().into_bytes());
        self.send("POST", path, Some(body), &[("idempotency-key", idempotency)]).await
    }

    pub(super) async fn delete(&self, path: &str) -> Got {
        self.send("DELETE", path, None, &[("idempotency-key", &encode(&random::<16>()))]).await
    }

    /// The body of a new registration, short form.
    pub(super) fn registration(&self, nik: &str) -> Value {
        let terms = TermsId::new("ikd-terms-1").expect("terms");
        let now = self.sandbox.control().now();
        let consent = Consent::sign(&terms, Language::Indonesian, "Ketentuan contoh", now, &self.signer());
        json!({
            "form": {"nik": nik, "email": self.email, "phone": "+6281200000001"},
            "device_key": encode(self.public().as_bytes()),
            "consent": encode(&consent.expect("a software key signs")),
            "language": "id",
        })
    }

    pub(super) async fn register(&self, nik: &str) -> String {
        let got = self.post("/v1/registrations", &self.registration(nik)).await;
        assert_eq!(got.status, 201, "{}", got.json());
        format!("/v1/registrations/{}", got.json()["id"].as_str().expect("an id"))
    }

    pub(super) async fn upload(&self, registration: &str, photo: &[u8]) {
        let path = format!("{registration}/photo");
        let body =
            json!({"length": photo.len(), "sha256": encode(&sha256(photo)), "content_type": "image/jpeg"});
        assert_eq!(self.post(&path, &body).await.status, 201);
        let mut offset = 0;
        for piece in photo.chunks(4096) {
            let got = self.piece(&path, offset, piece, offset + piece.len() == photo.len()).await;
            assert_eq!(got.status, 204, "{}", got.json());
            offset += piece.len();
        }
    }

    pub(super) async fn piece(&self, path: &str, offset: usize, piece: &[u8], last: bool) -> Got {
        let headers = [
            ("upload-offset", offset.to_string()),
            ("upload-complete", if last { "?1" } else { "?0" }.to_owned()),
        ];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send("PATCH", path, Some(("application/partial-upload", piece.to_vec())), &headers).await
    }

    /// Reads the counter's QR and presents its token.
    pub(super) async fn pair(&self, registration: &str) -> Got {
        let offer = self.sandbox.office().new_pairing_offer().expect("an offer");
        self.post(&format!("{registration}/pairing"), &json!({"token": encode(&offer.token)})).await
    }

    /// Everything up to the officer's decision.
    pub(super) async fn until_decision(&self, nik: &str) -> String {
        let registration = self.register(nik).await;
        self.upload(&registration, &crate::drawing::portrait(7, ikd_proof::Sex::Female, 30)).await;
        assert_eq!(self.pair(&registration).await.status, 200);
        registration
    }

    pub(super) async fn until_code(&self, nik: &str) -> String {
        let registration = self.until_decision(nik).await;
        assert_eq!(self.officer_approves(&registration), Ok(Approval::CodeSent));
        registration
    }

    /// The officer hears the digits that this phone shows, and finds that face and data agree.
    pub(super) fn officer_approves(&self, registration: &str) -> Result<Approval, OfficeError> {
        let view = self.sandbox.office().registration(id_of(registration))?;
        let digits = view.digits.expect("paired");
        self.sandbox.office().approve(id_of(registration), &Statement::confirmed(&digits))
    }

    /// The body of an activation with a fresh captcha, answered from the picture.
    pub(super) async fn attempt(&self, registration: &str, code: &str) -> Value {
        let captcha = self.post(&format!("{registration}/captcha"), &json!({})).await;
        assert_eq!(captcha.status, 201, "{}", captcha.json());
        let id = captcha.json()["id"].as_str().expect("an id").to_owned();
        let answer = self.sandbox.control().captcha_answer(&id).expect("known");
        json!({"code": code, "captcha": {"id": id, "answer": answer}})
    }

    pub(super) async fn activate(&self, registration: &str, code: &str) -> Got {
        let attempt = self.attempt(registration, code).await;
        self.post(&format!("{registration}/activation"), &attempt).await
    }

    pub(super) fn code(&self) -> String {
        self.sandbox.control().activation_code(&self.email).expect("a mail").to_string()
    }

    pub(super) async fn until_active(&self, nik: &str) -> String {
        let registration = self.until_code(nik).await;
        let got = self.activate(&registration, &self.code()).await;
        assert_eq!(got.status, 200, "{}", got.json());
        registration
    }

    pub(super) async fn state(&self, registration: &str) -> String {
        self.get(registration).await.json()["state"].as_str().unwrap_or_default().to_owned()
    }
}

pub(super) fn id_of(registration: &str) -> &str {
    registration.rsplit('/').next().expect("a path")
}

pub(super) fn nik(resident: &Resident) -> String {
    resident.nik.digits()
}

pub(super) fn bytes(value: &Value) -> Vec<u8> {
    decode(value.as_str().expect("text")).expect("base64url")
}
