"""Damage to topics, posts and themes."""

from tests.collective_brain.doctor.damages.damage import Damage

DAMAGES = [
    Damage(
        "topic-numbers",
        "a topic's last number is too low",
        "UPDATE topics_topic SET last_number = 2 WHERE id = {topic}",
        "Topic {topic} has the last number 2, but its last post has 5",
    ),
    Damage(
        "topic-numbers",
        "a topic's last number is too high",
        "UPDATE topics_topic SET last_number = 9 WHERE id = {topic}",
        "Topic {topic} has the last number 9, but its last post has 5",
    ),
    Damage(
        "topic-numbers",
        "a topic's change mark is too low",
        "UPDATE topics_topic SET last_mark = 1 WHERE id = {topic}",
        "Topic {topic} has change mark 1, but one of its posts has ",
    ),
    Damage(
        "topic-counts",
        "a topic counts too many posts",
        "UPDATE topics_topic SET post_count = 70 WHERE id = {topic}",
        "Topic {topic} counts 70 posts, but it shows 5",
    ),
    Damage(
        "topic-counts",
        "a topic names another last poster",
        "UPDATE topics_topic SET last_poster_id = {chair} WHERE id = {topic}",
        "Topic {topic} has the time or the author of another post as its last",
    ),
    Damage(
        "topic-communities",
        "a topic shows no community",
        "UPDATE topics_topic SET by_academic = {false}, by_practitioner = {false}",
        "Topic {topic} shows no community, but an author has one",
    ),
    Damage(
        "theme-counts",
        "a theme counts too few topics",
        "UPDATE themes_theme SET topic_count = 0, post_count = 3 WHERE id = {theme}",
        "Theme care counts 0 topics and 3 posts, but it has 2 topics and 7 posts",
    ),
    Damage(
        "topics-in-theme",
        "a theme has not counted a topic",
        "UPDATE topics_topic SET counted_posts = 0 WHERE id = {other};"
        " UPDATE themes_theme SET post_count = post_count - 2 WHERE id = {theme}",
        "The theme of topic {other} counts 0 of its 2 posts",
    ),
    Damage(
        "theme-times",
        "a theme has another last post",
        "UPDATE themes_theme SET last_post_at = NULL WHERE id = {theme}",
        "Theme care has its last post at None, but it was at 2",
    ),
    Damage(
        "post-parents",
        "a post replies to a post that does not exist",
        "UPDATE topics_post SET reply_to = 77 WHERE topic_id = {topic} AND number = 5",
        "Post {topic}/5 replies to post 77, which is missing or later",
    ),
    Damage(
        "post-replies",
        "a post counts too many replies",
        "UPDATE topics_post SET answer_count = 8 WHERE id = {second}",
        "Post {topic}/2 counts 8 replies, but it has 1",
    ),
    Damage(
        "post-replies",
        "a post has lost the links to its replies",
        "UPDATE topics_post SET answers = '[]' WHERE id = {second}",
        "Post {topic}/2 has wrong links to its replies",
    ),
    Damage(
        "unknown-quotations",
        "nothing says that a post quotes another",
        "DELETE FROM topics_quotation WHERE post_id = {quoting}",
        "Post {topic}/3 quotes post {topic}/2, but its list of quotations lacks it",
    ),
    Damage(
        "post-html",
        "a post has HTML of an old markup version",
        "UPDATE topics_post SET markup_version = 0, html = 'old' WHERE id = {second}",
        "Post {second} has HTML of markup version 0",
    ),
    Damage(
        "post-html",
        "a post has HTML that its text does not have",
        "UPDATE topics_post SET html = '<p>Never written.</p>' WHERE id = {second}",
        "Post {second} has other HTML than its text",
    ),
]
