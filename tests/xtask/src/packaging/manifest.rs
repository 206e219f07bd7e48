//! `Package.swift` of the package for iOS.

use std::collections::BTreeSet;

/// The C module that the generated Swift imports.
pub(super) const MODULE: &str = "IkdCoreFFI";
pub(super) const FRAMEWORK: &str = "IkdCoreFFI.xcframework";

/// What every program is linked with anyway.
const ALWAYS: [&str; 3] = ["System", "c", "m"];

/// Where the package manager finds the XCFramework.
pub(super) enum Binary<'a> {
    /// Beside the manifest, while developing.
    Path,
    /// At an address, for everybody.
    Release { url: &'a str, checksum: String },
}

/// Linker settings, in Swift, for what a static library leaves to the app to link: rustc says it in a line
/// `note: native-static-libs: -framework Security -lm`. `None` if no line does.
pub(super) fn links(printed: &[String]) -> Option<BTreeSet<String>> {
    let list = printed.iter().find_map(|line| line.split_once("native-static-libs:"))?.1;
    let mut links = BTreeSet::new();
    let mut words = list.split_whitespace();
    while let Some(word) = words.next() {
        if word == "-framework" {
            links.insert(format!(".linkedFramework(\"{}\")", words.next()?));
        } else if let Some(library) = word.strip_prefix("-l").filter(|name| !ALWAYS.contains(name)) {
            links.insert(format!(".linkedLibrary(\"{library}\")"));
        }
    }
    Some(links)
}

/// The manifest's text.
pub(super) fn text(binary: &Binary<'_>, links: &BTreeSet<String>) -> String {
    let target = match binary {
        Binary::Path => format!(".binaryTarget(name: \"{MODULE}\", path: \"{FRAMEWORK}\")"),
        Binary::Release { url, checksum } => format!(
            "\
.binaryTarget(
            name: \"{MODULE}\",
            url: \"{url}\",
            checksum: \"{checksum}\"
        )"
        ),
    };
    let links = links.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    format!(
        "\
// swift-tools-version: 6.0
// Made by `cargo xtask ios`.
import PackageDescription

let package = Package(
    name: \"IkdCore\",
    platforms: [.iOS(.v15)],
    products: [.library(name: \"IkdCore\", targets: [\"IkdCore\"])],
    targets: [
        .target(
            name: \"IkdCore\",
            dependencies: [\"{MODULE}\"],
            // What the static library leaves to the app to link.
            linkerSettings: [{links}]
        ),
        {target},
    ],
    swiftLanguageModes: [.v6]
)
"
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn frameworks_that_the_library_needs_are_named_once_each() {
        let printed = [
            "note: link against the following native artifacts".to_owned(),
            "note: native-static-libs: -framework Security -framework CoreFoundation -framework Security -liconv \
             -lSystem -lc -lm"
                .to_owned(),
        ];
        let links: Vec<String> = links(&printed).unwrap().into_iter().collect();
        assert_eq!(
            links,
            [
                ".linkedFramework(\"CoreFoundation\")",
                ".linkedFramework(\"Security\")",
                ".linkedLibrary(\"iconv\")"
            ]
        );
    }

    #[test]
    fn a_build_that_does_not_say_what_it_needs_is_noticed() {
        assert_eq!(links(&["Finished".to_owned()]), None);
    }

    #[test]
    fn while_developing_the_manifest_names_the_framework_by_its_path() {
        let text = text(&Binary::Path, &BTreeSet::from([".linkedFramework(\"Security\")".to_owned()]));
        assert!(text.starts_with("// swift-tools-version: 6.0\n"));
        assert!(
            text.contains("        .binaryTarget(name: \"IkdCoreFFI\", path: \"IkdCoreFFI.xcframework\"),\n")
        );
        assert!(text.contains("            linkerSettings: [.linkedFramework(\"Security\")]\n"));
        assert!(!text.contains("checksum"));
    }

    #[test]
    fn a_release_is_named_by_its_address_and_checksum() {
        let url = "https://example.org/1.0/IkdCoreFFI.xcframework.zip";
        let text = text(&Binary::Release { url, checksum: "ab".repeat(32) }, &BTreeSet::new());
        assert!(text.contains(&format!("            url: \"{url}\",\n")));
        assert!(text.contains(&format!("            checksum: \"{}\"\n        ),\n", "ab".repeat(32))));
        assert!(!text.contains("path:"));
    }
}
