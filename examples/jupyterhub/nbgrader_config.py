"""nbgrader's settings for everybody on the hub; the course's own are in the teacher's course folder."""

c = get_config()  # noqa: F821  # nbgrader defines it when it reads this file

# Where lessons are handed out, and work is handed in. The course is called the same in the teacher's folder.
c.Exchange.root = "/srv/nbgrader/exchange"
c.CourseDirectory.course_id = "autodiff"
