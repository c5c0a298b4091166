from sandbox.page.remembered import Remembered


def test_what_is_known_is_not_drawn_again() -> None:
    drawn: list[str] = []
    remembered: Remembered[str] = Remembered(2)

    def ask(key: str) -> str:
        def draw() -> str:
            drawn.append(key)
            return key.upper()

        return remembered.get(key, draw)

    assert [ask(key) for key in "abab"] == ["A", "B", "A", "B"]
    assert drawn == ["a", "b"]
    assert [ask(key) for key in "cba"] == ["C", "B", "A"]
    assert drawn == ["a", "b", "c", "a"]
