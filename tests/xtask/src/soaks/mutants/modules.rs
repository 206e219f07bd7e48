//! The mutated modules, in order: first the files with checks that a security review could remove without failing a test,
//! then the other files with decisions.

/// One run of cargo-mutants: files of one package, and their tests.
pub(crate) struct Module {
    /// Its name on the command line and in the table.
    pub(crate) name: &'static str,
    /// The package of the files.
    pub(crate) package: &'static str,
    /// The files, relative to the root. An entry that ends in `/` means every file in that folder.
    pub(crate) files: &'static [&'static str],
    /// Arguments of the test program that select the module's own unit tests. Empty if these would kill few mutants.
    pub(crate) tests: &'static [&'static str],
    /// The tests for the survivors.
    pub(crate) then: Then,
}

/// The tests for mutants that survive the module's own tests.
pub(crate) enum Then {
    /// All tests of the package.
    Package,
    /// Journeys, by the start of their names.
    Journeys(&'static [&'static str]),
}

const PROOF: &str = "ikd-proof";
const CORE: &str = "ikd-core";
/// Without the tests that cause every fault at every step, which take a minute, and the one that runs all of them again.
const QUICK_OF_VAULT: &[&str] = &[
    "vault::",
    "--skip",
    "fault_tests",
    "--skip",
    "tamper_tests",
    "--skip",
    "full_disk_tests",
    "--skip",
    "the_whole_suite",
];

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
        then: Then::Journeys(&[
            "documents::",
            "false_answers::",
            "sync::",
            "unreadable::",
            "views::",
            "damaged::",
        ]),
    },
    Module {
        name: "applications",
        package: CORE,
        files: &["core/src/applications/"],
        tests: &["applications::"],
        then: Then::Package,
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
            "core/proof/src/verify/mod.rs",
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
        files: &["core/proof/src/cbor.rs", "core/proof/src/cose/mod.rs", "core/proof/src/fields.rs"],
        tests: &["cbor::", "cose::", "fields::"],
        then: Then::Package,
    },
    Module {
        name: "proof-signed",
        package: PROOF,
        files: &[
            "core/proof/src/consent.rs",
            "core/proof/src/face_check.rs",
            "core/proof/src/pairing.rs",
            "core/proof/src/trust/",
            "core/proof/src/view/mod.rs",
            "core/proof/src/view_kind.rs",
            "core/proof/src/issue.rs",
        ],
        tests: &["consent::", "face_check::", "pairing::", "trust::", "view::", "issue::"],
        then: Then::Package,
    },
    Module {
        name: "proof-application",
        package: PROOF,
        files: &["core/proof/src/application/"],
        tests: &["application::"],
        then: Then::Package,
    },
    Module {
        name: "proof-form",
        package: PROOF,
        files: &["core/proof/src/form/"],
        tests: &["form::"],
        then: Then::Package,
    },
    Module {
        name: "proof-documents",
        package: PROOF,
        files: &["core/proof/src/civil/", "core/proof/src/document/mod.rs", "core/proof/src/document/"],
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
            "core/proof/src/person_name.rs",
            "core/proof/src/plain.rs",
            "core/proof/src/text.rs",
        ],
        tests: &["date::", "digits::", "entry::", "nik::", "person_name::", "plain::", "text::"],
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
            "upload::",
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

/// Files with only tests or helpers of tests. cargo-mutants would mutate helpers if `cfg(test)` is not in the same file.
const OF_TESTS: &[&str] =
    &["/tests/", "/testing.rs", "/testing/", "_tests.rs", "_tests/", "/tests.rs", "/test_support.rs"];

impl Module {
    /// The files among these that it mutates. A file belongs to the first module that lists it.
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
    fn every_module_has_files_and_lists_none_that_is_missing() {
        let tracked = tracked();
        let tracked: Vec<&str> = tracked.iter().map(String::as_str).collect();
        for module in ALL {
            assert!(!module.of(&tracked).is_empty(), "{}", module.name);
            for entry in module.files {
                assert!(tracked.iter().any(|file| file.starts_with(entry)), "{entry} is missing");
            }
        }
    }

    #[test]
    fn every_file_of_the_listed_folders_belongs_to_a_module() {
        const FOLDERS: [&str; 10] = [
            "core/proof/src/",
            "core/src/vault/",
            "core/src/trust/",
            "core/src/documents/",
            "core/src/views/",
            "core/src/registration/",
            "core/src/service/",
            "core/src/app/",
            "core/src/account/",
            "core/src/applications/",
        ];
        for file in tracked() {
            let listed = FOLDERS.iter().any(|folder| file.starts_with(folder));
            if listed && is_source(&file) && !file.ends_with("proof/src/lib.rs") {
                assert!(owner(&file).is_some(), "{file} belongs to no module");
            }
        }
    }

    #[test]
    fn a_file_belongs_only_to_the_first_module_that_lists_it() {
        let files = ["core/src/vault/attempt.rs", "core/src/vault/wipe.rs", "core/src/vault/tamper_tests.rs"];
        let of = |name| ALL.iter().find(|module| module.name == name).unwrap().of(&files);
        assert_eq!(of("vault-pin"), ["core/src/vault/attempt.rs"]);
        assert_eq!(of("vault"), ["core/src/vault/wipe.rs"]);
    }
}
