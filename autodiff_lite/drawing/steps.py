from autodiff_lite.drawing.drawing import Drawing


class Steps(Drawing):
    pass
