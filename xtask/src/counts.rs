//! Counting tests from what the test runners print.

use std::ops::AddAssign;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    /// One check that held or did not.
    pub fn of_check(held: bool) -> Self {
        Self { passed: u64::from(held), failed: u64::from(!held), skipped: 0 }
    }

    /// The counts in one line of `cargo test`, none in any other line.
    pub fn in_cargo_line(line: &str) -> Self {
        if !line.starts_with("test result:") {
            return Self::default();
        }
        let before = |word: &str| -> u64 {
            let words: Vec<&str> = line.split_whitespace().collect();
            let place = words.iter().position(|found| found.trim_end_matches(';') == word);
            place.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
        };
        Self { passed: before("passed"), failed: before("failed"), skipped: before("ignored") }
    }

    /// The counts at the end of a report of `node --test` in the Test Anything Protocol.
    pub fn in_tap(report: &str) -> Self {
        let total = |name: &str| -> u64 {
            let lines = report.lines().filter_map(|line| line.strip_prefix("# ")?.strip_prefix(name));
            lines.filter_map(|rest| rest.trim().parse::<u64>().ok()).sum()
        };
        Self {
            passed: total("pass "),
            failed: total("fail ") + total("cancelled "),
            skipped: total("skipped ") + total("todo "),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn reads_the_summary_of_cargo_test() {
        let line = "test result: FAILED. 12 passed; 3 failed; 2 ignored; 0 measured; 7 filtered out";
        assert_eq!(Counts::in_cargo_line(line), Counts { passed: 12, failed: 3, skipped: 2 });
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(Counts::in_cargo_line("test csv::quotes ... ok"), Counts::default());
        assert_eq!(Counts::in_cargo_line("12 passed"), Counts::default());
    }

    #[test]
    fn reads_the_summary_of_node_test() {
        let report = "TAP version 13\nok 1 - loads\n1..1\n# tests 5\n# suites 0\n# pass 3\n# fail 1\n\
                      # cancelled 1\n# skipped 0\n# todo 0\n# duration_ms 12.5\n";
        assert_eq!(Counts::in_tap(report), Counts { passed: 3, failed: 2, skipped: 0 });
    }
}
