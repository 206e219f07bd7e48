//! Known-answer vectors of every format in `tests/vectors/formats`: written once by this test, verified at every run.
//!
//! `IKD_WRITE_VECTORS=1 cargo test -p ikd-proof --test vectors` writes them again. Do this only if `docs/formats.md`
//! changed. `tests/vectors/check.py` verifies the same files with independent libraries.
#![allow(clippy::unwrap_used, clippy::panic)]

use ikd_proof::{
    ConsentExport, Document, FaceAnswer, IssuerUse, PairingOffer, PairingRequest, PairingStatement,
    Possession, QrPrefix, Refusal, SealingRandomness, Sex, Signer as _, TrustBundle, Verifier, View,
    application::{Receipt, Submission, seal_attachment},
    document::{BirthCertificate, Body},
    form::{self, Answers, Definition, Opened, SignedDefinition},
    pairing::Digits,
    qr_text,
    testing::{
        self, DEVICE_KEY, ISSUER, NOW, PORTRAIT, READER, REGISTRATION, ROOT, SEALED, SERVICE, TERMS_TEXT,
        VIEW_KEY, basic_view, birth_certificate, bodies, consent_export, document, face_answer,
        face_challenge, full_view, issuer, line, moment, name, offer, reader_key, receipt, request, signer,
        statement, submission, trust, unhex,
    },
};
use minicbor::{data::Type, decode::Decoder};
use serde_json::{Value, json};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// CBOR as JSON: byte strings as `h'..'`, map keys as text.
fn diagnostic(decoder: &mut Decoder<'_>) -> Value {
    match decoder.datatype().unwrap() {
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => json!(decoder.u64().unwrap()),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => json!(decoder.i64().unwrap()),
        Type::Bool => json!(decoder.bool().unwrap()),
        Type::String => json!(decoder.str().unwrap()),
        Type::Bytes => json!(format!("h'{}'", hex(decoder.bytes().unwrap()))),
        Type::Array => {
            let count = decoder.array().unwrap().unwrap();
            (0..count).map(|_| diagnostic(decoder)).collect()
        }
        Type::Map => {
            let count = decoder.map().unwrap().unwrap();
            let entries = (0..count).map(|_| {
                let key = match decoder.datatype().unwrap() {
                    Type::String => decoder.str().unwrap().to_owned(),
                    _ => decoder.i64().unwrap().to_string(),
                };
                (key, diagnostic(decoder))
            });
            Value::Object(entries.collect())
        }
        other => panic!("{other} occurs in no format"),
    }
}

/// The parts of a COSE_Sign1: protected header and payload.
fn parts(sign1: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut decoder = Decoder::new(sign1);
    decoder.array().unwrap();
    let protected = decoder.bytes().unwrap().to_vec();
    decoder.skip().unwrap();
    (protected, decoder.bytes().unwrap().to_vec())
}

fn signed(name: &str, key: u8, external_aad: &str, bytes: &[u8]) -> Value {
    let (protected, payload) = parts(bytes);
    json!({
        "name": name,
        "external_aad": external_aad,
        "key": format!("{key:02x}"),
        "protected": diagnostic(&mut Decoder::new(&protected)),
        "payload": diagnostic(&mut Decoder::new(&payload)),
        "hex": hex(bytes),
    })
}

/// Compares `value` with the file. With `IKD_WRITE_VECTORS` it writes the file first.
fn check_file(file: &str, value: &Value) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/formats");
    let path = format!("{folder}/{file}");
    let text = format!("{}\n", serde_json::to_string_pretty(value).unwrap());
    if std::env::var_os("IKD_WRITE_VECTORS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == text, "{file} differs from the output of this code");
}

#[test]
fn keys() {
    let keys: Vec<_> = [
        (ROOT, "root of the trust bundle"),
        (ISSUER, "issuer of everything"),
        (DEVICE_KEY, "device key of the phone"),
        (VIEW_KEY, "view key of the phone"),
    ]
    .into_iter()
    .map(|(byte, what)| {
        let public = signer(byte).public_key();
        json!({
            "key": format!("{byte:02x}"), "what": what, "curve": "P-256", "private": hex(&[byte; 32]),
            "public": hex(public.as_bytes()), "kid": hex(&public.kid().0),
            "thumbprint": hex(&public.thumbprint()),
        })
    })
    .chain([(READER, "reader class"), (SERVICE, "service, for applications")].map(|(byte, what)| {
        let public = reader_key(byte).public_key();
        json!({
            "key": format!("{byte:02x}"), "what": what, "curve": "X25519",
            "private": hex(&[byte; 32]), "public": hex(public.as_bytes()), "kid": hex(&public.kid().0),
        })
    }))
    .collect();
    check_file("keys.json", &json!(keys));
}

/// Birth certificates that name one parent or none, with the names of their vectors.
fn certificates_without_a_parent() -> [(&'static str, Body); 3] {
    let with = |father: Option<&str>, mother: Option<&str>, birth_order| {
        Body::BirthCertificate(BirthCertificate {
            number: line("9901-LU-17082020-0002"),
            child: name("ANAK CONTOH"),
            sex: Sex::Female,
            birth_order,
            father: father.map(name),
            mother: mother.map(name),
            ..birth_certificate()
        })
    };
    [
        ("akta-kelahiran-without-father", with(None, Some("IBU CONTOH"), Some(1))),
        ("akta-kelahiran-without-mother", with(Some("AYAH CONTOH"), None, None)),
        ("akta-kelahiran-without-parents", with(None, None, None)),
    ]
}

#[test]
fn documents() {
    let of_each_type = bodies().into_iter().map(|body| (body.document_type().name(), body));
    let vectors: Vec<_> = of_each_type
        .chain(certificates_without_a_parent())
        .map(|(name, body)| {
            let document = document(body);
            let bytes = document.issue(&signer(ISSUER)).unwrap();
            assert!(Document::open(&bytes, &trust()).unwrap() == document);
            signed(name, ISSUER, "ikd/1/document", &bytes)
        })
        .collect();
    check_file("document.json", &json!(vectors));
}

#[test]
fn possession() {
    let bytes = testing::possession();
    let device_key = signer(DEVICE_KEY).public_key().thumbprint();
    let opened = Possession::open(&bytes, &device_key, NOW).unwrap();
    assert_eq!(opened.view_key, signer(VIEW_KEY).public_key());
    check_file("possession.json", &json!([signed("basic", VIEW_KEY, "ikd/1/possession", &bytes)]));
}

#[test]
fn views() {
    let vectors: Vec<_> = [basic_view(), full_view()]
        .into_iter()
        .map(|view| {
            let bytes = view.issue(&signer(ISSUER)).unwrap();
            assert!(View::open(&bytes, &trust(), NOW).unwrap() == view);
            signed(view.claims.kind().name(), ISSUER, "ikd/1/view", &bytes)
        })
        .collect();
    check_file("view.json", &json!(vectors));
}

#[test]
fn qr_texts() {
    let vectors: Vec<_> = [(basic_view(), 1), (full_view(), 2)]
        .into_iter()
        .map(|(view, n)| {
            let text = testing::qr_text(&view, moment(NOW, [n; 8]));
            let verified = Verifier::new(vec![reader_key(READER)], trust()).verify(&text, NOW).unwrap();
            assert!(verified.view == view);
            let sealed = qr_text::decode(QrPrefix::Proof, &text, 1500).unwrap();
            let proof = ikd_proof::seal::open(&sealed, &reader_key(READER)).unwrap();
            json!({
                "name": view.claims.kind().name(), "text": text, "characters": text.len(),
                "reader_key": format!("{READER:02x}"),
                "sealing_randomness": hex(&[n; 32]),
                "accepted_from": NOW - 30, "accepted_until": NOW + 60,
                "proof": signed("proof", VIEW_KEY, "ikd/1/proof", &proof),
            })
        })
        .collect();
    check_file("qr.json", &json!(vectors));
}

#[test]
fn refused_qr_texts() {
    let text = testing::qr_text(&basic_view(), moment(NOW, [1; 8]));
    let changed = |at: usize| {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(bytes).unwrap()
    };
    let cases = [
        ("a web address", "https://contoh.example".to_owned(), NOW),
        ("lower case", text.to_lowercase().replace("ikd1:", "IKD1:"), NOW),
        ("first character of the body changed", changed(5), NOW),
        ("character of the encapsulated key changed", changed(100), NOW),
        ("character of the ciphertext changed", changed(400), NOW),
        ("last character missing", text[..text.len() - 1].to_owned(), NOW),
        ("last three characters missing", text[..text.len() - 3].to_owned(), NOW),
        ("twice the text", format!("{text}{}", &text[5..]), NOW),
        ("longer than any code", format!("IKD1:{}", "A".repeat(2253)), NOW),
        ("a second too early", text.clone(), NOW - 31),
        ("a second too late", text.clone(), NOW + 61),
    ];
    let vectors: Vec<_> = cases
        .into_iter()
        .map(|(name, text, at)| {
            let refusal = Verifier::new(vec![reader_key(READER)], trust()).verify(&text, at).unwrap_err();
            assert_ne!(refusal, Refusal::Replayed);
            json!({"name": name, "text": text, "at": at, "refusal": refusal.code()})
        })
        .collect();
    check_file("qr-refused.json", &json!(vectors));
}

#[test]
fn trust_bundle() {
    let bundle = TrustBundle { version: 1, issuers: vec![issuer(ISSUER, &IssuerUse::ALL)], ..trust() };
    let bytes = bundle.issue(&signer(ROOT)).unwrap();
    assert_eq!(TrustBundle::open(&bytes, &signer(ROOT).public_key()), Ok(bundle));
    check_file("trust.json", &json!([signed("version 1", ROOT, "ikd/1/trust", &bytes)]));
}

#[test]
fn pairing() {
    let offer_text = offer().issue(&signer(ISSUER)).unwrap();
    assert_eq!(PairingOffer::open(&offer_text, &trust(), NOW), Ok(offer()));

    let request_text = request().sign(&signer(DEVICE_KEY)).unwrap();
    let device_key = signer(DEVICE_KEY).public_key();
    assert_eq!(PairingRequest::parse(&request_text).unwrap().check(&device_key, NOW), Ok(request()));

    let bytes = statement().issue(&signer(ISSUER)).unwrap();
    let (opened, digits) =
        PairingStatement::open(&bytes, &trust(), &REGISTRATION, &offer().token, &device_key).unwrap();
    assert_eq!(opened, statement());
    assert_eq!(Digits::of(&bytes), Ok(digits));

    let with_text = |mut vector: Value, text: &str| {
        vector["text"] = json!(text);
        vector
    };
    let offer_bytes = qr_text::decode(QrPrefix::PairingOffer, &offer_text, 1024).unwrap();
    let request_bytes = qr_text::decode(QrPrefix::PairingRequest, &request_text, 1024).unwrap();
    let mut statement = signed("statement", ISSUER, "ikd/1/pairing", &bytes);
    statement["digits"] = json!(digits.to_string());
    check_file(
        "pairing.json",
        &json!([
            with_text(signed("offer", ISSUER, "ikd/1/pairing-offer", &offer_bytes), &offer_text),
            with_text(signed("request", DEVICE_KEY, "ikd/1/pairing-request", &request_bytes), &request_text),
            statement,
        ]),
    );
}

#[test]
fn consent() {
    let export = consent_export();
    let bytes = export.encode().unwrap();
    assert_eq!(ConsentExport::open(&bytes, &trust()).unwrap().0, export);
    check_file(
        "consent.json",
        &json!([
            signed("consent", DEVICE_KEY, "ikd/1/consent", &export.consent),
            signed("receipt", ISSUER, "ikd/1/consent-receipt", &export.receipt.unwrap()),
            {"name": "export", "text": TERMS_TEXT, "hex": hex(&bytes)},
        ]),
    );
}

#[test]
fn face_check() {
    let (bytes, key) = (face_answer(), signer(DEVICE_KEY).public_key());
    let answer = FaceAnswer::of(face_challenge(), PORTRAIT, NOW);
    let opened = FaceAnswer::open(&bytes, &key, &face_challenge(), &answer.portrait_hash, NOW);
    assert_eq!(opened, Ok(answer));
    let mut vector = signed("application", DEVICE_KEY, "ikd/1/face-answer", &bytes);
    vector["portrait"] = json!(hex(PORTRAIT));
    check_file("face-check.json", &json!([vector]));
}

/// What identifies one of the forms of `core/forms`, and what an independent reader counts in it.
fn embedded_form(payload: &[u8]) -> Value {
    let Opened::Ready(form) = Definition::read(payload, [0, 1, 0]).unwrap() else {
        panic!("needs an update")
    };
    let required = form.fields().filter(|field| field.required).map(|field| field.key.as_str());
    json!({
        "service": form.service,
        "version": form.version,
        "sha256": hex(&Definition::hash(payload)),
        "bytes": payload.len(),
        "fields": form.fields().count(),
        "required": required.collect::<Vec<_>>(),
        "papers": form.attachments.iter().map(|paper| paper.kind.as_str()).collect::<Vec<_>>(),
        "checks": form.checks.iter().map(|check| check.name.name()).collect::<Vec<_>>(),
    })
}

#[test]
fn forms() {
    let definition = form::testing::definition();
    let bytes = definition.issue(&signer(ISSUER), NOW).unwrap();
    let opened = SignedDefinition::open(&bytes, &trust()).unwrap();
    assert_eq!(opened.read([0, 1, 0]), Ok(Opened::Ready(Box::new(definition.clone()))));
    let mut vector = signed("every part of the format", ISSUER, "ikd/1/form", &bytes);
    vector["sha256"] = json!(hex(&opened.hash));

    let answers = form::testing::answers().encode();
    assert_eq!(Answers::read(&answers, &definition), Ok(form::testing::answers()));
    let texts: Vec<_> =
        form::testing::answers().iter().map(|(key, value)| json!([key, value.to_text()])).collect();
    let answers = json!({
        "hex": hex(&answers),
        "answers": diagnostic(&mut Decoder::new(&answers)),
        "texts": texts,
    });

    let embedded = [
        &include_bytes!("../../forms/cetak-kk.cbor")[..],
        include_bytes!("../../forms/cetak-biodata.cbor"),
        include_bytes!("../../forms/golongan-darah.cbor"),
        include_bytes!("../../forms/surat-pindah.cbor"),
        include_bytes!("../../forms/pisah-kk.cbor"),
        include_bytes!("../../forms/kelahiran.cbor"),
        include_bytes!("../../forms/kelahiran-ber-nik.cbor"),
        include_bytes!("../../forms/kematian.cbor"),
    ];
    let embedded: Vec<_> = embedded.into_iter().map(embedded_form).collect();
    check_file("form.json", &json!({"signed": [vector], "answers": [answers], "embedded": embedded}));
}

#[test]
fn application() {
    let device_key = signer(DEVICE_KEY).public_key();
    let signed_bytes = submission().sign(&signer(DEVICE_KEY)).unwrap();
    assert_eq!(Submission::open_signed(&signed_bytes, &device_key), Ok(submission()));
    let public = reader_key(SERVICE).public_key();
    let sealed = Submission::seal(&signed_bytes, &public, SealingRandomness::new([0x35; 32])).unwrap();
    assert_eq!(Submission::open(&sealed, &reader_key(SERVICE), &device_key), Ok(submission()));
    let page = seal_attachment(PORTRAIT, &public, SealingRandomness::new([0x36; 32])).unwrap();
    let mut vector = signed("submission", DEVICE_KEY, "ikd/1/application", &signed_bytes);
    vector["sealed"] = json!(hex(&sealed));
    vector["attachment"] = json!(hex(PORTRAIT));
    vector["sealed_attachment"] = json!(hex(&page));
    let item = receipt().issue(&signer(ISSUER)).unwrap();
    let hash = Receipt::hash_of(SEALED);
    assert_eq!(Receipt::open(&item, &trust(), submission().id, 1, &hash), Ok(receipt()));
    let receipt = signed("receipt", ISSUER, "ikd/1/application-receipt", &item);
    check_file("application.json", &json!([vector, receipt]));
}

#[test]
fn strict_cbor() {
    // The rules of docs/formats.md section 1; examples after RFC 8949 appendix A and F.
    let refused = [
        ("", "empty"),
        ("0000", "bytes after the item"),
        ("1817", "integer in a longer form than needed"),
        ("1900ff", "integer in a longer form than needed"),
        ("1b00000000ffffffff", "integer in a longer form than needed"),
        ("5803010203", "length in a longer form than needed"),
        ("5f4101ff", "byte string of indefinite length"),
        ("7f6161ff", "text of indefinite length"),
        ("9f01ff", "array of indefinite length"),
        ("bf0101ff", "map of indefinite length"),
        ("a201000100", "key twice"),
        ("a202000100", "keys out of order"),
        ("a220001818 00", "negative key before a larger encoding"),
        ("c000", "tag"),
        ("f6", "null"),
        ("f7", "undefined"),
        ("f97e00", "float"),
        ("fb3ff199999999999a", "float"),
        ("f83b", "simple value"),
        ("ff", "break"),
        ("1c", "reserved"),
        ("62c328", "text that is not UTF-8"),
        ("6365cc81", "text in normal form D"),
        ("610a", "control character"),
        ("818181818181818181 00", "nested nine deep"),
        ("9bffffffffffffffff", "array longer than the input"),
        ("5bffffffffffffffff", "byte string longer than the input"),
    ];
    let accepted =
        ["00", "3b7fffffffffffffff", "a2181800 2000", "8181818181818181 00", "62c3a9", "82f4f5", "a0", "40"];
    let bytes = |text: &str| unhex(&text.replace(' ', ""));
    for (item, rule) in refused {
        assert!(ikd_proof::cbor::check(&bytes(item), 100).is_err(), "{item}: {rule}");
    }
    for item in accepted {
        assert_eq!(ikd_proof::cbor::check(&bytes(item), 100), Ok(()), "{item}");
    }
    let refused: Vec<_> =
        refused.iter().map(|(item, rule)| json!({"hex": hex(&bytes(item)), "why": rule})).collect();
    let accepted: Vec<_> = accepted.iter().map(|item| hex(&bytes(item))).collect();
    check_file("cbor.json", &json!({"refused": refused, "accepted": accepted}));
}
