//! Playing moments one after another: where one is, whether it goes on, how fast.

/// How fast moments follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Speed {
    /// One a second.
    Slow,
    /// Three a second.
    #[default]
    Normal,
    /// Eight a second.
    Fast,
}

impl Speed {
    /// Every speed, slowest first.
    pub const ALL: [Self; 3] = [Self::Slow, Self::Normal, Self::Fast];

    /// The name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Slow => "Slow",
            Self::Normal => "Normal",
            Self::Fast => "Fast",
        }
    }

    /// Milliseconds from one moment to the next.
    #[must_use]
    pub fn milliseconds(self) -> u64 {
        match self {
            Self::Slow => 1000,
            Self::Normal => 330,
            Self::Fast => 125,
        }
    }
}

/// The state of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Player {
    len: usize,
    at: usize,
    playing: bool,
    /// How fast it goes.
    pub speed: Speed,
}

impl Player {
    /// At the first of `len` moments, at rest.
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self { len, ..Self::default() }
    }

    /// The moment it is at.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The last moment.
    #[must_use]
    pub fn last(&self) -> usize {
        self.len.saturating_sub(1)
    }

    /// Whether it goes on by itself.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Whether it is at the last moment.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.at >= self.last()
    }

    /// Goes on from here, and from the beginning when it was at the end.
    pub fn play(&mut self) {
        if self.has_ended() {
            self.at = 0;
        }
        self.playing = self.len > 1;
    }

    /// Stays where it is.
    pub fn pause(&mut self) {
        self.playing = false;
    }

    /// One moment on, and no further.
    pub fn step(&mut self) {
        self.scrub(self.at + 1);
    }

    /// One moment back, and no further.
    pub fn back(&mut self) {
        self.scrub(self.at.saturating_sub(1));
    }

    /// To a moment; stays there.
    pub fn scrub(&mut self, at: usize) {
        self.at = at.min(self.last());
        self.playing = false;
    }

    /// The time of one moment has passed.
    pub fn tick(&mut self) {
        if self.playing {
            self.at = (self.at + 1).min(self.last());
            self.playing = !self.has_ended();
        }
    }

    /// The next moments that are not `known`, at most `most`: the one it is at first.
    #[must_use]
    pub fn wanted(&self, most: usize, known: impl Fn(usize) -> bool) -> Vec<usize> {
        if known(self.at) && !self.playing {
            return Vec::new();
        }
        (self.at..self.len).take(2 * most).filter(|at| !known(*at)).take(most).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_plays_to_the_end_and_begins_anew() {
        let mut player = Player::new(3);
        assert!(!player.is_playing() && !player.has_ended());
        player.play();
        player.tick();
        assert!((player.at(), player.is_playing()) == (1, true));
        player.tick();
        assert!((player.at(), player.is_playing(), player.has_ended()) == (2, false, true));
        player.tick();
        assert_eq!(player.at(), 2, "the end stays");
        player.play();
        assert!((player.at(), player.is_playing()) == (0, true));
    }

    #[test]
    fn pausing_stepping_and_scrubbing_end_playing() {
        let mut player = Player::new(10);
        for act in [Player::pause, Player::step, Player::back, |player: &mut Player| player.scrub(7)] {
            player.play();
            act(&mut player);
            assert!(!player.is_playing());
            let before = player.at();
            player.tick();
            assert_eq!(player.at(), before, "a late tick moves nothing");
        }
        player.scrub(99);
        assert_eq!(player.at(), 9);
        player.step();
        assert_eq!(player.at(), 9);
        player.scrub(0);
        player.back();
        assert_eq!(player.at(), 0);
    }

    #[test]
    fn nothing_and_a_single_moment_cannot_be_played() {
        for len in [0, 1] {
            let mut player = Player::new(len);
            player.play();
            assert!(!player.is_playing() && player.has_ended());
        }
    }

    #[test]
    fn moments_are_wanted_ahead_only_while_playing() {
        let mut player = Player::new(10);
        assert_eq!(player.wanted(3, |_| false), [0, 1, 2]);
        assert!(player.wanted(3, |at| at == 0).is_empty());
        player.play();
        assert_eq!(player.wanted(3, |at| at < 2), [2, 3, 4]);
        player.scrub(9);
        assert_eq!(player.wanted(3, |at| at < 2), [9]);
    }

    #[test]
    fn faster_is_faster() {
        assert!(Speed::ALL.windows(2).all(|pair| pair[0].milliseconds() > pair[1].milliseconds()));
    }
}
