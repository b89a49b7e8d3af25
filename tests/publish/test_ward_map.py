"""The map of wards is drawn to the outlines, in degrees or in metres."""

import re

from publish.page.ward_map import SHADES, Ward, draw

SQUARE = "0,0 1000,0 1000,1000 0,1000 0,0"


def test_outlines_in_metres_keep_their_shape_with_north_above():
    east = SQUARE.replace("1000", "500")
    drawn = draw([Ward("A", SQUARE, 5), Ward("B", east, 9)], "Map")
    assert 'viewBox="-2 -2 604 604"' in drawn
    assert 'd="M0 600L600 600L600 0L0 0L0 600Z"' in drawn
    assert 'd="M0 600L300 600L300 300L0 300L0 600Z"' in drawn


def test_a_degree_of_longitude_is_narrower_than_one_of_latitude():
    """At 60 degrees north it is half of it."""
    drawn = draw([Ward("A", "0,59.5 1,59.5 1,60.5 0,60.5", 5)], "Map")
    assert 'viewBox="-2 -2 304 604"' in drawn


def test_points_closer_than_a_unit_are_drawn_once():
    near = "0,0 0.1,0 0.2,0.1 1000,0 1000,1000 0,0"
    assert 'd="M0 600L600 600L600 0L0 600Z"' in draw([Ward("A", near, 5)], "Map")


def test_wards_are_shaded_by_rank_and_those_not_shown_are_hatched():
    wards = [Ward(str(n), SQUARE, n) for n in (6, 12, 20, 30, 90)]
    wards += [Ward("few", SQUARE, None), Ward("none", SQUARE, 0)]
    fills = re.findall(r'Z" fill="(.*?)"', draw(wards, "Map"))
    assert fills == [*SHADES, "url(#few-plans)", "#ffffff"]


def test_wards_of_equal_numbers_have_one_shade():
    drawn = draw([Ward("A", SQUARE, 7), Ward("B", SQUARE, 7)], "Map")
    assert re.findall(r'Z" fill="(.*?)"', drawn) == [SHADES[-1]] * 2
    assert "1 to 7" in drawn


def test_a_hole_is_not_filled_and_a_name_is_escaped():
    hole = "200,200 400,200 400,400 200,200"
    drawn = draw([Ward("A<b>", f"{SQUARE};{hole}", 5)], "Map")
    assert drawn.count("Z") == 2
    assert 'fill-rule="evenodd"' in drawn
    assert "A&lt;b&gt;: 5 plans" in drawn
