import getpass

from registry.access.actor import MAX_ACTOR, UNKNOWN, choose_actor


def test_whom_a_trusted_proxy_names_acts():
    assert choose_actor("ada", trusting=True, named=" grace\0 ") == "grace"
    assert choose_actor("ada", trusting=True) == "ada"
    assert choose_actor(None, trusting=True) == UNKNOWN


def test_a_name_from_outside_has_an_end():
    assert len(choose_actor(None, trusting=True, named="a" * 999)) == MAX_ACTOR


def test_without_a_proxy_the_setting_counts_and_then_the_systems_user():
    assert choose_actor("ada", trusting=False, named="eve") == "ada"
    assert choose_actor(None, trusting=False, named="eve") == getpass.getuser()
