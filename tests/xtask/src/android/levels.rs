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

/// Runs animal-sniffer, which has no main class of its own: signature, our classes, libraries.
const CHECK: &str = r#"
import java.io.File;
import java.io.FileInputStream;
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
        for (int i = 1; i < args.length; i++) known.process(new File(args[i]));
        Set<String> packages = new HashSet<>(known.getPackages());
        SignatureChecker checker = new SignatureChecker(new FileInputStream(args[0]), packages, log);
        checker.setAnnotationTypes(List.of("androidx.annotation.RequiresApi"));
        checker.setCheckJars(true);
        checker.setSourcePath(List.of());
        checker.process(new File(args[1]));
        if (checker.isSignatureBroken()) System.exit(1);
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
    let mut class_path = sniffer.files.clone();
    class_path.sort();
    let mut check = kit.workspace.program("java");
    check.arg("-cp").arg(joined(&class_path)).arg(&source).arg(signature).arg(&classes).args(libraries);
    run::brief(&mut check, &format!("the app calls what API level {level} does not have"))
}
