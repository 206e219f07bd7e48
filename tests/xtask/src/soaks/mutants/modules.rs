//! What is mutated, in order: first the files of the checks that a security review took out without a test noticing,
//! then the rest of what decides anything.

/// One run of cargo-mutants: files of one package and the tests that judge them.
pub(crate) struct Module {
    /// The word for it on the command line and in the table.
    pub(crate) name: &'static str,
    /// The package that the files belong to.
    pub(crate) package: &'static str,
    /// The files, relative to the root; one that ends in `/` stands for all in that folder.
    pub(crate) files: &'static [&'static str],
    /// Unit tests of the package that judge first: arguments of the test program. Empty where few would notice anything.
    pub(crate) tests: &'static [&'static str],
    /// What judges those that survived.
    pub(crate) then: Then,
}

/// What judges the survivors of a module's own tests.
pub(crate) enum Then {
    /// All tests of the package, those in `tests` too.
    Package,
    /// Journeys, by the start of their names.
    Journeys(&'static [&'static str]),
}

const PROOF: &str = "ikd-proof";
const CORE: &str = "ikd-core";
/// Without those that go through every fault at every step, which take a minute.
const QUICK_OF_VAULT: &[&str] =
    &["vault::", "--skip", "fault_tests", "--skip", "tamper_tests", "--skip", "full_disk_tests"];

/// Every module.
pub(crate) const ALL: &[Module] = &[
    Module {
        name: "replay",
        package: PROOF,
        files: &["core/proof/src/replay.rs"],
        tests: &["replay::"],
        then: Then::Package,
    },
    Module {
        name: "trust",
        package: CORE,
        files: &["core/src/trust/"],
        tests: &["trust::"],
        then: Then::Journeys(&["network::", "qr::", "sync::"]),
    },
    Module {
        name: "documents",
        package: CORE,
        files: &["core/src/documents/"],
        tests: &[],
        then: Then::Journeys(&["documents::", "lies::", "sync::", "unreadable::", "views::", "damaged::"]),
    },
    Module {
        name: "views",
        package: CORE,
        files: &["core/src/views/"],
        tests: &[],
        then: Then::Journeys(&["damaged::", "qr::", "sync::", "views::"]),
    },
    Module {
        name: "registration-answers",
        package: CORE,
        files: &[
            "core/src/registration/submit.rs",
            "core/src/registration/status.rs",
            "core/src/registration/pairing.rs",
        ],
        tests: &[],
        then: Then::Journeys(&[
            "counter::",
            "forged_answers::",
            "giving_up::",
            "happy_path::",
            "late_answers::",
            "network::",
            "registration_faults::",
        ]),
    },
    Module {
        name: "lock",
        package: CORE,
        files: &["core/src/app/lock/"],
        tests: &["app::", "--skip", "wipe_tests"],
        then: Then::Journeys(&["block::", "happy_path::", "lock::", "verify_user::"]),
    },
    Module {
        name: "vault-pin",
        package: CORE,
        files: &["core/src/vault/change_pin.rs", "core/src/vault/attempt.rs", "core/src/vault/count.rs"],
        tests: QUICK_OF_VAULT,
        then: Then::Package,
    },
    Module {
        name: "service",
        package: CORE,
        files: &["core/src/service/"],
        tests: &["service::"],
        then: Then::Journeys(&["network::"]),
    },
    Module {
        name: "time",
        package: CORE,
        files: &["core/src/time/"],
        tests: &["time::"],
        then: Then::Journeys(&["clock::", "network::", "qr::"]),
    },
    Module {
        name: "proof-qr",
        package: PROOF,
        files: &[
            "core/proof/src/verify.rs",
            "core/proof/src/present.rs",
            "core/proof/src/proof.rs",
            "core/proof/src/qr_text.rs",
            "core/proof/src/seal.rs",
            "core/proof/src/possession.rs",
        ],
        tests: &["verify::", "present::", "proof::", "qr_text::", "seal::", "possession::"],
        then: Then::Package,
    },
    Module {
        name: "proof-format",
        package: PROOF,
        files: &["core/proof/src/cbor.rs", "core/proof/src/cose.rs", "core/proof/src/fields.rs"],
        tests: &["cbor::", "cose::", "fields::"],
        then: Then::Package,
    },
    Module {
        name: "proof-signed",
        package: PROOF,
        files: &[
            "core/proof/src/consent.rs",
            "core/proof/src/pairing.rs",
            "core/proof/src/trust.rs",
            "core/proof/src/view.rs",
            "core/proof/src/view_kind.rs",
            "core/proof/src/issue.rs",
        ],
        tests: &["consent::", "pairing::", "trust::", "view::", "issue::"],
        then: Then::Package,
    },
    Module {
        name: "proof-documents",
        package: PROOF,
        files: &["core/proof/src/civil/", "core/proof/src/document.rs", "core/proof/src/document/"],
        tests: &["civil::", "document::"],
        then: Then::Package,
    },
    Module {
        name: "proof-values",
        package: PROOF,
        files: &[
            "core/proof/src/date.rs",
            "core/proof/src/digits.rs",
            "core/proof/src/entry.rs",
            "core/proof/src/nik.rs",
            "core/proof/src/text.rs",
        ],
        tests: &["date::", "digits::", "entry::", "nik::", "text::"],
        then: Then::Package,
    },
    Module {
        name: "vault",
        package: CORE,
        files: &["core/src/vault/"],
        tests: QUICK_OF_VAULT,
        then: Then::Package,
    },
    Module {
        name: "registration",
        package: CORE,
        files: &["core/src/registration/"],
        tests: &[],
        then: Then::Journeys(&[
            "counter::",
            "happy_path::",
            "killed::",
            "network::",
            "registration_faults::",
        ]),
    },
    Module {
        name: "app",
        package: CORE,
        files: &["core/src/app/"],
        tests: &["app::"],
        then: Then::Journeys(&["counter::", "documents::", "happy_path::", "killed::", "lock::"]),
    },
    Module {
        name: "account",
        package: CORE,
        files: &["core/src/account/"],
        tests: &[],
        then: Then::Journeys(&["counter::", "documents::", "happy_path::", "killed::", "sync::"]),
    },
];

/// Files that hold only tests, or what tests need: cargo-mutants would mutate helpers that are not behind `cfg(test)`
/// in the file itself.
const OF_TESTS: &[&str] = &["/tests/", "/testing.rs", "_tests.rs", "/tests.rs", "/test_support.rs"];

impl Module {
    /// Which of these files it mutates. A file belongs to the first module that names it.
    pub(crate) fn of<'a>(&self, tracked: &[&'a str]) -> Vec<&'a str> {
        tracked.iter().copied().filter(|file| is_source(file) && owner(file) == Some(self.name)).collect()
    }
}

fn is_source(file: &str) -> bool {
    file.ends_with(".rs") && !OF_TESTS.iter().any(|part| file.contains(part))
}

fn owner(file: &str) -> Option<&'static str> {
    let names = |entry: &&str| if entry.ends_with('/') { file.starts_with(*entry) } else { file == *entry };
    ALL.iter().find(|module| module.files.iter().any(names)).map(|module| module.name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    fn tracked() -> Vec<String> {
        let files = Workspace::find().unwrap().tracked_files().unwrap();
        files.iter().map(|file| file.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_module_has_files_and_names_none_that_is_gone() {
        let tracked = tracked();
        let tracked: Vec<&str> = tracked.iter().map(String::as_str).collect();
        for module in ALL {
            assert!(!module.of(&tracked).is_empty(), "{}", module.name);
            for entry in module.files {
                assert!(tracked.iter().any(|file| file.starts_with(entry)), "{entry} is gone");
            }
        }
    }

    #[test]
    fn every_file_of_what_is_promised_belongs_to_a_module() {
        const PROMISED: [&str; 9] = [
            "core/proof/src/",
            "core/src/vault/",
            "core/src/trust/",
            "core/src/documents/",
            "core/src/views/",
            "core/src/registration/",
            "core/src/service/",
            "core/src/app/",
            "core/src/account/",
        ];
        for file in tracked() {
            let promised = PROMISED.iter().any(|folder| file.starts_with(folder));
            if promised && is_source(&file) && !file.ends_with("proof/src/lib.rs") {
                assert!(owner(&file).is_some(), "{file} belongs to no module");
            }
        }
    }

    #[test]
    fn what_came_first_is_not_done_again_with_the_rest() {
        let files = ["core/src/vault/attempt.rs", "core/src/vault/wipe.rs", "core/src/vault/tamper_tests.rs"];
        let of = |name| ALL.iter().find(|module| module.name == name).unwrap().of(&files);
        assert_eq!(of("vault-pin"), ["core/src/vault/attempt.rs"]);
        assert_eq!(of("vault"), ["core/src/vault/wipe.rs"]);
    }
}
