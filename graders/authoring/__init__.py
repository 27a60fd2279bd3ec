"""For those who write a course: what a lesson's numbers can and cannot tell, before students meet it."""
