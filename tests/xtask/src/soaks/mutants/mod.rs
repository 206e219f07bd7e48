//! Mutation tests: cargo-mutants removes or changes a check, and a test must fail.
//!
//! It mutates a copy of the work tree under `target/mutants`, in place, so that every run uses the same build folder. Each
//! mutant is tested with the unit tests of its module first; if it survives, with the rest of its package or with journeys.
//! Results are kept in `target/mutants/results.json`: a finished module that has not changed is not run again.
//! docs/mutants.md lists the survivors and why they survive.

mod figures;
mod modules;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::builder::PossibleValuesParser;
use clap::{Args, value_parser};

use crate::outcome::{self, Stop};
use crate::run;
use crate::tools::{cargo_program, create_folder, fresh_folder};
use crate::workspace::Workspace;

use figures::{Fate, Figures};
use modules::{Module, Then};

/// The time limit of a run without --hours and --minutes.
const BUDGET: Duration = Duration::from_secs(6 * 60 * 60);

/// With less time left no module is started: the build alone would use it.
const LEAST: Duration = Duration::from_secs(5 * 60);

/// Extra time in which the program restores the mutated file.
const GRACE: Duration = Duration::from_secs(60);

/// For the test program: stops at the first failure. Unstable, so it needs [`RUNNER`].
const FAIL_FAST: [&str; 2] = ["-Zunstable-options", "--fail-fast"];

/// For cargo: no optimisation, since each run builds a mutant.
const FOR_BUILDING: &str = "--cargo-arg=--config=profile.dev.package.ikd-core.opt-level=0";

/// The folder that cargo-mutants creates in its output folder.
const WRITTEN: &str = "mutants.out";

/// For cargo: lets test programs accept unstable switches. The build stays the same.
const RUNNER: &str = "--cargo-arg=--config=target.'cfg(all())'.runner=['env', 'RUSTC_BOOTSTRAP=1']";

/// The tests that a mutant is tested with.
#[derive(Clone, Copy)]
enum Tests {
    /// The unit tests of its module.
    Own,
    /// The tests in [`Then`].
    Others,
}

/// The shortest time limit of a test run, in seconds. A shorter one would take a busy machine for an endless loop.
const SHORTEST_LIMIT: &str = "300";

/// The switches of `soak mutants`.
#[derive(Debug, Default, Args)]
pub(crate) struct MutantsOptions {
    /// Time limit in hours; 6 if neither --hours nor --minutes is given
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=9999))]
    hours: Option<u64>,
    /// Time limit in minutes, added to --hours
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=9999))]
    minutes: Option<u64>,
    /// Only this module, even if it is done
    #[arg(long, value_parser = PossibleValuesParser::new(modules::ALL.iter().map(|module| module.name)))]
    module: Option<String>,
}

impl MutantsOptions {
    /// The time limit.
    pub(crate) fn budget(&self) -> Duration {
        match (self.hours, self.minutes) {
            (None, None) => BUDGET,
            (hours, minutes) => Duration::from_secs((hours.unwrap_or(0) * 60 + minutes.unwrap_or(0)) * 60),
        }
    }
}

/// The soak, with default options.
pub(crate) fn run(workspace: &Workspace) -> Result<outcome::Figures, Stop> {
    run_with(workspace, &MutantsOptions::default())
}

/// `cargo xtask soak mutants`; true if it succeeded.
pub(crate) fn command(workspace: &Workspace, options: &MutantsOptions) -> bool {
    match run_with(workspace, options) {
        Ok(figures) => {
            println!("{figures}");
            true
        }
        Err(stop) => stop.print(),
    }
}

fn run_with(workspace: &Workspace, options: &MutantsOptions) -> Result<outcome::Figures, Stop> {
    let program = cargo_program::MUTANTS.path(workspace)?;
    let soak = Soak::new(workspace, program)?;
    let results = soak.folder.join("results.json");
    let mut all = figures::load(&results);
    let end = Instant::now() + options.budget();
    // First every module with its own tests, which are fast; then the survivors.
    for tests in [Tests::Own, Tests::Others] {
        for module in modules::ALL
            .iter()
            .filter(|module| options.module.as_deref().is_none_or(|name| name == module.name))
        {
            let sources = soak.update_copy(module)?;
            let known = all.remove(module.name).filter(|found| found.sources == sources.hash);
            let found = match (tests, known) {
                (Tests::Own, Some(found)) if options.module.is_none() => Some(found),
                (Tests::Others, Some(found)) if found.whole => Some(found),
                (_, known) if end.saturating_duration_since(Instant::now()) < LEAST => {
                    println!("{}: no time left", module.name);
                    known
                }
                (Tests::Own, _) => Some(soak.test_with_own(module, &sources, end)?),
                (Tests::Others, Some(found)) if found.own => {
                    Some(soak.test_with_others(module, &sources, found, end)?)
                }
                (Tests::Others, known) => known,
            };
            all.extend(found.map(|found| (module.name.to_owned(), found)));
            figures::save(&results, &all)?;
        }
    }
    println!("\n{}", figures::table(modules::ALL.iter().map(|module| module.name), &all));
    println!("Each mutant: {}", results.display());
    Ok(summary(&all))
}

fn summary(all: &BTreeMap<String, Figures>) -> String {
    let sum = |fate| all.values().map(|figures| figures.count(fate)).sum::<usize>();
    let whole = all.values().filter(|figures| figures.whole).count();
    format!(
        "{whole} of {} modules, {} mutants killed, {} by journeys only, {} survived",
        modules::ALL.len(),
        sum(Fate::Killed),
        sum(Fate::KilledByJourney),
        sum(Fate::Survived),
    )
}

/// The mutated copy and the program that mutates it.
struct Soak<'a> {
    workspace: &'a Workspace,
    program: PathBuf,
    /// The folder of this soak.
    folder: PathBuf,
    /// The copy.
    tree: PathBuf,
}

/// The mutated files of a module.
struct Sources {
    /// Relative to the root.
    files: Vec<String>,
    /// A hash of their names and contents.
    hash: String,
}

impl<'a> Soak<'a> {
    fn new(workspace: &'a Workspace, program: PathBuf) -> Result<Self, Stop> {
        let folder = workspace.target.join("mutants");
        let tree = folder.join("tree");
        create_folder(&tree)?;
        Ok(Self { workspace, program, folder, tree })
    }

    /// Copies the work tree. Files without a change are not written, so that cargo does not build them again.
    fn update_copy(&self, module: &Module) -> Result<Sources, Stop> {
        let cannot = |error| Stop::failed(format!("the copy for mutants cannot be written: {error}"));
        let tracked = self.workspace.tracked_files()?;
        for file in &tracked {
            let (from, to) = (self.workspace.root.join(file), self.tree.join(file));
            let bytes = fs::read(from).map_err(cannot)?;
            if fs::read(&to).is_ok_and(|found| found == bytes) {
                continue;
            }
            create_folder(to.parent().expect("a file of the tree is in a folder"))?;
            fs::write(to, bytes).map_err(cannot)?;
        }
        let names: Vec<&str> = tracked.iter().filter_map(|file| file.to_str()).collect();
        let files = module.of(&names);
        let mut hash = DefaultHasher::new();
        for file in &files {
            (file, fs::read(self.tree.join(file)).map_err(cannot)?).hash(&mut hash);
        }
        let files = files.into_iter().map(str::to_owned).collect();
        Ok(Sources { files, hash: format!("{:016x}", hash.finish()) })
    }

    /// Tests every mutant of a module with the module's own tests, if it has any.
    fn test_with_own(&self, module: &Module, sources: &Sources, end: Instant) -> Result<Figures, Stop> {
        let out = self.out(module);
        fresh_folder(&out)?;
        let mut found = Figures { sources: sources.hash.clone(), own: true, ..Figures::default() };
        if !module.tests.is_empty() {
            let mut command = self.cargo_mutants(module, sources, end);
            // Also for the build, which then leaves out what these tests do not need.
            command.args(["--cargo-arg=--lib", FOR_BUILDING, "--", "--"]).args(module.tests).args(FAIL_FAST);
            found.own = self.run(&mut command, module, end)?;
            found.take_over(&out.join(WRITTEN), false);
            found.whole = found.own && found.count(Fate::Survived) == 0;
        }
        Ok(found)
    }

    /// Tests the survivors with other tests.
    fn test_with_others(
        &self,
        module: &Module,
        sources: &Sources,
        mut found: Figures,
        end: Instant,
    ) -> Result<Figures, Stop> {
        let mut command = self.cargo_mutants(module, sources, end);
        if !found.mutants.is_empty() {
            command.arg("--iterate");
        }
        if let Then::Journeys(journeys) = module.then {
            // Without this cargo-mutants would first run the tests of the mutated package, which has no journeys.
            command.args(["--baseline=skip", "--timeout", SHORTEST_LIMIT, "--test-package", "ikd-journeys"]);
            command.args(["--cargo-arg=--test=journeys", "--", "--"]).args(journeys).args(FAIL_FAST);
        }
        found.whole = self.run(&mut command, module, end)?;
        found.take_over(&self.out(module).join(WRITTEN), matches!(module.then, Then::Journeys(_)));
        Ok(found)
    }

    /// The output folder of cargo-mutants for a module.
    fn out(&self, module: &Module) -> PathBuf {
        self.folder.join("out").join(module.name)
    }

    /// The command for both kinds of test. At the time limit, `timeout` of coreutils sends SIGINT, on which cargo-mutants
    /// restores the mutated file.
    fn cargo_mutants(&self, module: &Module, sources: &Sources, end: Instant) -> Command {
        let left = end.saturating_duration_since(Instant::now()).as_secs().to_string();
        let mut command = self.workspace.calling_cargo("timeout");
        command.current_dir(&self.tree).args(["--signal=INT", &left]).arg(&self.program);
        command.args([
            "mutants",
            "--in-place",
            "--no-shuffle",
            "--colors=never",
            "--all-features",
            "--output",
        ]);
        command.arg(self.out(module)).args([
            "--minimum-test-timeout",
            SHORTEST_LIMIT,
            "--package",
            module.package,
        ]);
        for file in &sources.files {
            command.args(["--file", file]);
        }
        command.env("CARGO_TARGET_DIR", self.folder.join("build")).env("CARGO_INCREMENTAL", "1");
        // Debug information is not needed, and makes linking slower.
        command.env("CARGO_PROFILE_DEV_DEBUG", "false");
        command.arg(RUNNER);
        command
    }

    /// Runs the command and returns whether every mutant was tested. Survivors are not a failure, but tests that fail
    /// without a mutant are.
    fn run(&self, command: &mut Command, module: &Module, end: Instant) -> Result<bool, Stop> {
        let limit = end.saturating_duration_since(Instant::now()) + GRACE;
        let printed = run::shown_within(limit, command)?;
        let written = self.out(module).join(WRITTEN);
        let (planned, tested) = (figures::planned(&written), figures::tested(&written));
        if printed.success || tested > 0 || planned == Some(0) || Instant::now() >= end {
            return Ok(planned == Some(tested));
        }
        let what = "the tests fail in the copy without any mutant, or cargo-mutants did not start";
        Err(Stop::with_end(what, &printed.lines, 40))
    }
}
