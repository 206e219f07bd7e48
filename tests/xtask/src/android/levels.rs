//! API levels: what the app calls exists on the oldest phone that it supports. Code for newer phones is in methods that
//! are annotated `RequiresApi`.

use std::fs;
use std::path::PathBuf;

use super::archive;
use super::kit::{Kit, joined};
use super::libraries::Part;
use crate::outcome::Stop;
use crate::run;
use crate::tools::fresh_folder;

/// Runs animal-sniffer, which has no main class of its own: signature, our classes, a file that lists libraries.
const CHECK: &str = r#"
import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.mojo.animal_sniffer.ClassListBuilder;
import org.codehaus.mojo.animal_sniffer.SignatureChecker;
import org.codehaus.mojo.animal_sniffer.logging.PrintWriterLogger;

public class Levels {
    public static void main(String[] args) throws Exception {
        PrintWriterLogger log = new PrintWriterLogger(System.out);
        ClassListBuilder known = new ClassListBuilder(log);
        known.process(new File(args[1]));
        for (String library : Files.readAllLines(Path.of(args[2]))) known.process(new File(library));
        Set<String> packages = new HashSet<>(known.getPackages());
        SignatureChecker checker = new SignatureChecker(new FileInputStream(args[0]), packages, log);
        checker.setAnnotationTypes(List.of("androidx.annotation.RequiresApi"));
        checker.setCheckJars(true);
        checker.setSourcePath(List.of());
        checker.process(new File(args[1]));
            }
}
"#;

/// Fails if our classes call what the oldest API level lacks.
pub(super) fn check(kit: &Kit<'_>, own: &[PathBuf], libraries: &[PathBuf]) -> Result<(), Stop> {
    let level = kit.level("minSdk")?;
    let sniffer = kit.set("sniffer", &[Part::whole("sniffer")])?;
    let signature = kit.set("signature", &[Part::alone("signature", "signature")])?;
    let signature = signature.file(&format!("com.toasttab.android.gummy-bears-api-{level}"))?.to_owned();
    let folder = kit.out.join("levels");
    fresh_folder(&folder)?;
    let source = folder.join("Levels.java");
    fs::write(&source, CHECK).map_err(|error| Stop::failed(format!("cannot write the check: {error}")))?;
    // One folder with all of ours: a class of another archive is ours too.
    let classes = folder.join("own");
    for jar in own {
        archive::unpack(jar, &classes)?;
    }
    let list = folder.join("libraries");
    let names: Vec<String> = libraries.iter().map(|library| library.display().to_string()).collect();
    fs::write(
        &list,
        names.join(
            "
",
        ),
    )
    .map_err(|error| Stop::failed(format!("cannot write a list: {error}")))?;
    let mut check = kit.workspace.program("java");
    check.env("CLASSPATH", joined(&sniffer.files)).arg(&source).arg(signature).arg(&classes).arg(&list);
    let printed = run::shown_with_any_code(&mut check)?;
    let findings: Vec<String> = printed.lines.into_iter().filter(|line| !is_rewritten(line)).collect();
    if findings.is_empty() {
        return Ok(());
    }
    Err(Stop::with_end(format!("the app calls what API level {level} does not have"), &findings, 40))
}

/// Whether D8 rewrites the call that a line reports. `ByteBuffer.rewind` and its like return their own class only since
/// API level 34; D8 calls the method of `Buffer` in their place.
fn is_rewritten(line: &str) -> bool {
    const METHODS: [&str; 7] = ["clear", "flip", "limit", "mark", "position", "reset", "rewind"];
    let Some((_, call)) = line.split_once("Undefined reference: java.nio.") else { return false };
    let Some((result, method)) = call.split_once(" java.nio.") else { return false };
    let name = method.strip_prefix(result).and_then(|rest| rest.strip_prefix('.')?.split('(').next());
    result.ends_with("Buffer") && name.is_some_and(|name| METHODS.contains(&name))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_that_d8_rewrites_are_left_out() {
        let line = |call: &str| format!("[ERROR] A.class:3: Undefined reference: {call}");
        assert!(is_rewritten(&line("java.nio.ByteBuffer java.nio.ByteBuffer.rewind()")));
        assert!(is_rewritten(&line("java.nio.IntBuffer java.nio.IntBuffer.limit(int)")));
        for call in [
            "java.nio.ByteBuffer java.nio.ByteBuffer.alignedSlice(int)",
            "java.util.List java.util.List.of()",
            "java.nio.Buffer java.nio.ByteBuffer.rewind()",
        ] {
            assert!(!is_rewritten(&line(call)), "{call}");
        }
    }
}
